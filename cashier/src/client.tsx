import { hydrate, options } from 'preact';
import './cashier.css';
import './wallets.css';
import './actions.css';
import './bind.css';
import './layout.css';
import { Page, type PageProps } from './page.tsx';

// Preact would use queueMicrotask, which webviews before Chrome 71 do not have
options.debounceRendering = (update) => void Promise.resolve().then(update);

const root = document.getElementById('page');
const state = document.getElementById('state');
if (root && state) {
  hydrate(<Page {...(JSON.parse(state.textContent ?? '') as PageProps)} />, root);
}
