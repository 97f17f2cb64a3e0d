import { Layout } from 'antd';
import { Brand } from '../components/brand.tsx';
import { useWords } from '../language/language.tsx';
import { Link } from '../routing/link.tsx';
import { useSession } from '../session/session.tsx';
import { Bell } from './bell.tsx';
import { useNavigation } from './navigation.tsx';
import { PageOutlet } from './page-outlet.tsx';
import { SchoolSwitcher } from './school-switcher.tsx';
import { SearchButton } from './search-button.tsx';
import { SessionMenu } from './session-menu.tsx';
import { SkipLink } from './skip-link.tsx';

const WORDS = {
  zh: {
    product: '知校聚合支付',
    sandbox: '沙箱',
    production: '生产',
    skip: '跳到正文',
    skipToList: '跳到列表',
    zone: '所有时间均为北京时间（UTC+8）',
    secondFactor: '请先设置第二重验证（动态口令或通行密钥），设置后才能使用其他功能。',
    setUp: '去设置',
  },
  en: {
    product: 'Zhixiao Pay',
    sandbox: 'Sandbox',
    production: 'Production',
    skip: 'Skip to content',
    skipToList: 'Skip to the list',
    zone: 'All times are Beijing time (UTC+8)',
    secondFactor:
      'Set up a second factor first: one-time codes or a passkey. The other pages open after that.',
    setUp: 'Set it up',
  },
};

/** What surrounds every page: who is here, where to, and whether the money is real. */
export function Shell() {
  const words = useWords(WORDS);
  const { environment, mustSetUpSecondFactor } = useSession();
  const { button, menu } = useNavigation();
  return (
    <Layout className={`shell ${environment}`}>
      <SkipLink to="page">{words.skip}</SkipLink>
      <SkipLink to="list" className="skip-to-list">
        {words.skipToList}
      </SkipLink>
      <header className="top">
        {button}
        <Brand />
        <strong className="product">{words.product}</strong>
        <span className="environment">{words[environment]}</span>
        <span className="gap" />
        <SearchButton />
        <Bell />
        <SchoolSwitcher />
        <SessionMenu />
      </header>
      <Layout hasSider>
        {menu}
        <div className="middle">
          {mustSetUpSecondFactor && (
            <p role="status" className="notice">
              {words.secondFactor} <Link to="/account">{words.setUp}</Link>
            </p>
          )}
          <main id="page" tabIndex={-1}>
            <PageOutlet />
          </main>
          <footer>{words.zone}</footer>
        </div>
      </Layout>
    </Layout>
  );
}
