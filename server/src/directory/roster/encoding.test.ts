import { expect, test } from 'vitest';
import { lineDecoder } from './encoding.ts';

/** GB18030 as another program writes it. */
const GB = {
  张三: 'd5c5c8fd',
  联通: 'c1aacda8',
  陆一: 'c2bdd2bb',
  岑红波: 'e1afbaecb2a8',
  㐀𠮷: '8139ee399534b235',
} as const;
const gb = (text: keyof typeof GB) => Buffer.from(GB[text], 'hex');

/** Decodes one line after another and gives their fields. */
function decoded(...lines: Buffer[][]): (string | undefined)[][] {
  const decoder = lineDecoder();
  return lines.map((fields) => decoder.decode(fields));
}

test.each(['张三', '联通', '㐀𠮷'] as const)('%s is known for GB18030 by itself', (text) => {
  expect(decoded([gb(text)])).toEqual([[text]]);
});

test('UTF-8 that reads as Chinese is UTF-8, whatever stands around it', () => {
  const texts = ['张三', '买买提·艾力', '学（工）号'];
  expect(texts.map((text) => decoded([gb('张三'), Buffer.from(text), gb('联通')])[0]?.[1])).toEqual(texts);
});

test.each(['陆一', '岑红波'] as const)('%s, which could be either, is read like its line', (text) => {
  const utf8 = [Buffer.from('李四')];
  expect(decoded(utf8, [gb(text), gb('张三')])[1]).toEqual([text, '张三']);
  expect(decoded([gb('张三')], [Buffer.from('Иван'), Buffer.from('男')])[1]).toEqual(['Иван', '男']);
});

test.each(['陆一', '岑红波'] as const)('%s alone in its line is read like the line before', (text) => {
  expect(decoded([gb('张三')], [gb(text)])[1]).toEqual([text]);
  expect(decoded([Buffer.from('李四')], [Buffer.from('José Łukasz')])[1]).toEqual(['José Łukasz']);
});

test('a forced encoding ends guessing', () => {
  expect(lineDecoder('gb18030').decode([gb('陆一')])).toEqual(['陆一']);
  expect(lineDecoder('utf-8').decode([gb('张三')])).toEqual([undefined]);
});

test('bytes that are text in neither are not guessed at', () => {
  expect(decoded([Buffer.from([0xd5, 0xc5, 0xff])])).toEqual([[undefined]]);
});
