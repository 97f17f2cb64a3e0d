import { Descriptions } from 'antd';
import { useWords } from '../../language/language.tsx';
import { useSession } from '../../session/session.tsx';

const WORDS = {
  zh: { account: '账号', name: '姓名', role: '角色' },
  en: { account: 'Account', name: 'Name', role: 'Role' },
};

/** The operator's own account. */
export function Page() {
  const words = useWords(WORDS);
  const { account, name, role } = useSession();
  return (
    <Descriptions
      column={1}
      items={[
        { key: 'account', label: words.account, children: account },
        { key: 'name', label: words.name, children: name },
        { key: 'role', label: words.role, children: role },
      ]}
    />
  );
}
