import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { giveStylesTheNonce } from './style-nonce.ts';
import './console.css';

giveStylesTheNonce();
const root = document.getElementById('root');
if (root) createRoot(root).render(<App />);
