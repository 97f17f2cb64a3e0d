import { hydrate } from 'preact';
import './cashier.css';
import { Page, type PageProps } from './page.tsx';

const root = document.getElementById('page');
const state = document.getElementById('state');
if (root && state) {
  hydrate(<Page {...(JSON.parse(state.textContent ?? '') as PageProps)} />, root);
}
