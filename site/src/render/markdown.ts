import MarkdownIt from 'markdown-it';
import { escapeHtml } from './escape.ts';
import { highlight } from './highlight.ts';
import type { Language } from './language.ts';

/** A heading of a page, for its contents and for search. */
interface Heading {
  readonly level: number;
  readonly id: string;
  readonly text: string;
}

export interface Rendered {
  readonly html: string;
  readonly headings: readonly Heading[];
}

const COPY: Readonly<Record<Language, string>> = { zh: '复制', en: 'Copy' };

type Environment = {
  readonly language: Language;
  /** What a link of a page leads to from there. */
  readonly linkTo: (target: string) => string;
  readonly headings: Heading[];
};

/** What `renderMarkdown` has handed to the parser. */
function given(env: unknown): Environment {
  return env as Environment;
}

const markdown = new MarkdownIt({ html: false, linkify: false });

/** Markdown as HTML. `linkTo` turns links that begin with a slash into addresses. */
export function renderMarkdown(
  source: string,
  language: Language,
  linkTo: (target: string) => string,
): Rendered {
  const env: Environment = { language, linkTo, headings: [] };
  return { html: markdown.render(source, env), headings: env.headings };
}

/** `## Words {#id}`: an id that stays when the words change, and is the same in both languages. */
const WITH_ID = / \{#([\w.-]+)\}$/;

markdown.core.ruler.push('headings', ({ tokens, env }) => {
  const { headings } = given(env);
  tokens.forEach((token, index) => {
    if (token.type !== 'heading_open') return;
    const inline = tokens[index + 1];
    const last = inline?.children?.at(-1);
    if (!inline || !last) return;
    const [whole = '', id = `s${headings.length + 1}`] = WITH_ID.exec(last.content) ?? [];
    last.content = last.content.slice(0, last.content.length - whole.length);
    const text = (inline.children ?? []).map(({ content }) => content).join('');
    token.attrSet('id', id);
    headings.push({ level: Number(token.tag.slice(1)), id, text });
  });
});

markdown.renderer.rules.link_open = (tokens, index, options, env, self) => {
  const token = tokens[index];
  const target = String(token?.attrGet('href') ?? '');
  if (target.startsWith('/')) token?.attrSet('href', given(env).linkTo(target));
  return self.renderToken(tokens, index, options);
};

// a table may be wider than a phone: it is scrolled by itself, with the keyboard too
markdown.renderer.rules.table_open = () => '<div class="scrolled" tabindex="0"><table>';
markdown.renderer.rules.table_close = () => '</table></div>';

/** A fence is ```` ```js [Label] ````; neighbours with labels are shown as tabs. */
markdown.renderer.rules.fence = (tokens, index, _options, env) => {
  const { content = '', info = '' } = tokens[index] ?? {};
  const { language } = given(env);
  const [, name = '', label] = /^(\S*)(?: \[([^\]]+)\])?/.exec(info) ?? [];
  const block = codeBlock(content, name, language, label);
  if (label === undefined) return block;
  const isFirst = labelOf(tokens[index - 1]) === undefined;
  const isLast = labelOf(tokens[index + 1]) === undefined;
  return `${isFirst ? '<div class="tabs">' : ''}${block}${isLast ? '</div>' : ''}`;
};

function labelOf(token: { readonly type: string; readonly info: string } | undefined): string | undefined {
  return token?.type === 'fence' ? /\[([^\]]+)\]/.exec(token.info)?.[1] : undefined;
}

/** Code with a button that copies it; the button shows where a script can serve it. */
function codeBlock(code: string, name: string, language: Language, label?: string): string {
  const caption = label === undefined ? '' : ` data-label="${escapeHtml(label)}"`;
  const lang = escapeHtml(label ?? name);
  return `<div class="code"${caption}><div class="code-bar"><span>${lang}</span><button type="button" class="copy" hidden>${COPY[language]}</button></div><pre tabindex="0"><code>${highlight(code.replace(/\n$/, ''), name)}</code></pre></div>\n`;
}
