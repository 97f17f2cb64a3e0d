import highlighter from 'highlight.js/lib/core';
import bash from 'highlight.js/lib/languages/bash';
import csharp from 'highlight.js/lib/languages/csharp';
import go from 'highlight.js/lib/languages/go';
import java from 'highlight.js/lib/languages/java';
import javascript from 'highlight.js/lib/languages/javascript';
import json from 'highlight.js/lib/languages/json';
import php from 'highlight.js/lib/languages/php';
import python from 'highlight.js/lib/languages/python';
import { escapeHtml } from './escape.ts';

const NAMES: Readonly<Record<string, string>> = { sh: 'bash', js: 'javascript', cs: 'csharp' };
for (const [name, language] of Object.entries({ bash, csharp, go, java, javascript, json, php, python }))
  highlighter.registerLanguage(name, language);

/** Code as HTML whose parts have classes; as plain text where the language is not known. */
export function highlight(code: string, language: string): string {
  const name = NAMES[language] ?? language;
  if (!highlighter.getLanguage(name)) return escapeHtml(code);
  return highlighter.highlight(code, { language: name }).value;
}
