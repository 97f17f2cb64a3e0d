import { type Accepts, FieldError, type Shape } from '../../protocol/src/fields.ts';
import { FIELD_MESSAGES } from '../../site/src/errors/fields.ts';
import { matchingMessage } from '../../site/src/errors/find-message.ts';
import type { FieldWords } from '../../site/src/reference/interface-words.ts';
import { BUYER_WORDS } from '../../site/src/reference/invoice-words.ts';
import { INTERFACE_WORDS } from '../../site/src/reference/words.ts';

/** Refusals of a field that depend on other fields, on the app or on the network; a test finds each in the sources. */
const DEPENDING: Readonly<Record<string, readonly string[]>> = {
  'order_create.pay_type': ['field_missing'],
  'order_create.notify_url': ['field_unreachable'],
  'order_create.return_url': ['field_unreachable'],
  'order_create.piaoju': ['field_not_json_object'],
  'order_create.piaoju.payer_taxnum': ['field_missing'],
  'order_refund.out_refund_no': ['field_missing'],
  'user_card.school_id': ['field_school'],
  'piaoju_create.out_trade_no': ['field_order_number'],
  'piaoju_query.out_trade_no': ['field_order_number'],
  'piaoju_create.payer_type': ['field_missing'],
  'piaoju_create.payer_taxnum': ['field_missing'],
  'piaoju_create.pay_type': ['field_payer_types'],
};

/** The decrypted content of an interface's requests. @throws Error where a field has no words */
export function requestSchema(name: string, shape: Shape) {
  return objectSchema(name, shape, INTERFACE_WORDS[name]?.request ?? {});
}

function objectSchema(where: string, shape: Shape, words: Readonly<Record<string, FieldWords>>): object {
  const required = Object.keys(shape).filter((name) => !shape[name]?.optional);
  return {
    type: 'object',
    ...(required.length > 0 ? { required } : {}),
    properties: Object.fromEntries(
      Object.entries(shape).map(([name, field]) => {
        const said = words[name];
        if (!said) throw new Error(`no words for ${where}.${name}: add them in site/src/reference`);
        const { accepts } = field.read;
        if (!accepts) throw new Error(`${where}.${name} does not say what it takes (accepting, in protocol)`);
        return [
          name,
          { ...schemaOf(`${where}.${name}`, accepts), ...described(said, field, `${where}.${name}`) },
        ];
      }),
    ),
  };
}

function described({ zh, en, example }: FieldWords, field: Shape[string], where: string) {
  return {
    description: zh,
    'x-en': en,
    examples: [example],
    'x-errors': [...new Set([...problemsOf(field), ...(DEPENDING[where] ?? [])])],
  };
}

function schemaOf(where: string, { type, maxBytes, maxCharacters, pattern, values, shape }: Accepts): object {
  switch (type) {
    case 'fee':
      return { type: 'string', pattern: '^[1-9][0-9]{0,10}$', 'x-fen': true };
    case 'choice':
      return { type: 'integer', enum: values };
    case 'url':
      return { type: 'string', format: 'uri', maxLength: maxBytes, 'x-max-bytes': maxBytes };
    case 'object':
      return objectSchema(where, shape ?? {}, BUYER_WORDS);
    case 'text':
      return {
        type: 'string',
        minLength: 1,
        maxLength: maxCharacters ?? maxBytes,
        ...(maxCharacters === undefined ? { 'x-max-bytes': maxBytes } : {}),
        ...(pattern === undefined ? {} : { pattern: pattern.source }),
      };
  }
}

const BOMS = '\u0001';
/** One of each kind of value that some field refuses. */
const BAD_VALUES: readonly unknown[] = [
  {},
  [1],
  true,
  ' ',
  '汉'.repeat(2000),
  `a${BOMS}`,
  '\ufffd',
  '0',
  '1.50',
  '10000000001',
  'a b',
  '单号',
  '3',
  'https//a.cn',
  'http://a b.cn',
  '/notify',
  'http://u:p@pay.a.cn/',
  'http://pay.a.cn:0/',
  'http://1/',
  'http://null/',
  'http://',
  'ftp://a.cn',
  'a@b@c',
  'é'.repeat(40),
  'x'.repeat(101),
  'x'.repeat(201),
];

/** Which messages of the catalogue a field can be refused with, found by giving it what it refuses. */
function problemsOf(field: Shape[string] | undefined): string[] {
  if (!field) return [];
  const found = new Set<string>(field.optional ? [] : ['field_missing']);
  for (const value of BAD_VALUES) {
    try {
      field.read(value, 'x');
    } catch (error) {
      if (!(error instanceof FieldError)) throw error;
      // of a member, which says it itself
      if (error.field !== 'x') continue;
      const id = matchingMessage(FIELD_MESSAGES, error.problem);
      if (id === undefined) {
        throw new Error(`no entry for “${error.problem}”: add it to site/src/errors/fields.ts`);
      }
      found.add(id);
    }
  }
  return [...found];
}
