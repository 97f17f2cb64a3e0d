import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { giveStylesTheNonce } from './style-nonce.ts';
import '@zhixiao/contract/design/tokens.css';
import './styles/shell.css';
import './styles/head.css';
import './styles/plain.css';
import './styles/lists.css';
import './styles/filters.css';
import './styles/forms.css';
import './styles/pages.css';
import './styles/order.css';
import './styles/one.css';
import './styles/overview.css';

giveStylesTheNonce();
const root = document.getElementById('root');
if (root) createRoot(root).render(<App />);
