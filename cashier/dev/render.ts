/**
 * Stands in for the built pages under `npm run dev` (export condition `unbuilt`): names the page and what it shows, for
 * the developer's front to render from the sources as they are at that moment.
 */
const unrendered = (name: string) => (input: unknown) =>
  `<!--unrendered ${name} ${Buffer.from(JSON.stringify(input)).toString('base64')}-->`;

export const renderPage = unrendered('renderPage');
export const renderBindPage = unrendered('renderBindPage');
export const renderInvoicePage = unrendered('renderInvoicePage');
