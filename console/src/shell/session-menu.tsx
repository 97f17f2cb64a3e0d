import { UserOutlined } from '@ant-design/icons';
import { Button, Dropdown } from 'antd';
import { useLanguage, useWords } from '../language/language.tsx';
import { goTo } from '../routing/location.ts';
import { useSession } from '../session/session.tsx';
import { signOut } from '../session/sign-out.ts';

const WORDS = {
  zh: { account: '账号安全', language: 'English', signOut: '退出登录' },
  en: { account: 'Account security', language: '中文', signOut: 'Sign out' },
};

/** Who is signed in, the language, and the way out. */
export function SessionMenu() {
  const words = useWords(WORDS);
  const { name } = useSession();
  const { language, setLanguage } = useLanguage();
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        items: [
          { key: 'account', label: words.account, onClick: () => goTo('/account') },
          {
            key: 'language',
            label: words.language,
            onClick: () => setLanguage(language === 'zh' ? 'en' : 'zh'),
          },
          { type: 'divider' },
          { key: 'sign-out', label: words.signOut, onClick: () => void signOut() },
        ],
      }}
    >
      <Button type="text" icon={<UserOutlined />}>
        {name}
      </Button>
    </Dropdown>
  );
}
