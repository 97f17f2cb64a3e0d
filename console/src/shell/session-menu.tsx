import { UserOutlined } from '@ant-design/icons';
import { Button, Dropdown } from 'antd';
import { useLanguage, useWords } from '../language/language.tsx';
import { goTo } from '../routing/location.ts';
import { useSession } from '../session/session.tsx';
import { signOut } from '../session/sign-out.ts';
import { type Appearance, useAppearance } from '../theme/appearance.tsx';

const WORDS = {
  zh: {
    account: '账号安全',
    language: 'English',
    signOut: '退出登录',
    appearance: '外观',
    system: '跟随系统',
    light: '浅色',
    dark: '深色',
    chosen: (text: string) => `${text}（当前）`,
  },
  en: {
    account: 'Account security',
    language: '中文',
    signOut: 'Sign out',
    appearance: 'Appearance',
    system: 'Match the system',
    light: 'Light',
    dark: 'Dark',
    chosen: (text: string) => `${text} (current)`,
  },
};

const APPEARANCES: readonly Appearance[] = ['system', 'light', 'dark'];

/** Who is signed in, the language, light or dark, and the way out. */
export function SessionMenu() {
  const words = useWords(WORDS);
  const { name } = useSession();
  const { language, setLanguage } = useLanguage();
  const { appearance, setAppearance } = useAppearance();
  return (
    <Dropdown
      trigger={['click']}
      // one that is kept stays in the language it was opened in
      destroyOnHidden
      menu={{
        items: [
          { key: 'account', label: words.account, onClick: () => goTo('/account') },
          {
            key: 'language',
            label: words.language,
            onClick: () => setLanguage(language === 'zh' ? 'en' : 'zh'),
          },
          {
            key: 'appearance',
            type: 'group',
            label: words.appearance,
            children: APPEARANCES.map((key) => ({
              key,
              label: key === appearance ? words.chosen(words[key]) : words[key],
              onClick: () => setAppearance(key),
            })),
          },
          { type: 'divider' },
          { key: 'sign-out', label: words.signOut, onClick: () => void signOut() },
        ],
      }}
    >
      <Button type="text" className="session" icon={<UserOutlined />}>
        {name}
      </Button>
    </Dropdown>
  );
}
