import type { PiaojuCreateRequest } from '../../types.ts';
import { type Command, clientOf, given, needed, oneOrTwo } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { text } from '../options.ts';

/** Identity, campus card and invoices (2.6 to 2.8). */
export const PEOPLE_COMMANDS: readonly Command[] = [
  {
    name: 'user identity',
    takes: 'UID',
    says: { zh: '身份认证（2.6）', en: 'who a payer is (2.6)' },
    options: {},
    async run(run) {
      run.terminal.result(await clientOf(run).userIdentity({ uid: run.words[0] ?? '' }));
      return EXIT.done;
    },
  },
  {
    name: 'user card',
    takes: 'USER_NO',
    says: { zh: '用户信息及校园卡（2.7）', en: 'a person, and the campus card (2.7)' },
    options: { 'school-id': text('ID', '学校编号', 'the school') },
    async run(run) {
      const asked = { user_no: run.words[0] ?? '', school_id: given(run, 'school-id') };
      run.terminal.result(await clientOf(run).userCard(asked));
      return EXIT.done;
    },
  },
  {
    name: 'piaoju create',
    takes: 'OUT_TRADE_NO',
    says: { zh: '开票（2.8）', en: 'ask for an invoice (2.8)' },
    options: {
      'payer-type': text('1|2', '1 个人（默认），2 单位', '1 person (default), 2 company'),
      'payer-name': text('NAME', '抬头', 'whom it is made out to'),
      'payer-taxnum': text('NO', '税号，单位必填', 'taxpayer number, for a company'),
      phone: text('NO', '手机号', 'mobile phone'),
      'payer-email': text('ADDRESS', '邮箱', 'e-mail'),
      memo: text('TEXT', '备注', 'memo'),
    },
    async run(run) {
      const request: PiaojuCreateRequest = {
        out_trade_no: run.words[0] ?? '',
        payer_type: oneOrTwo(run, 'payer-type') ?? 1,
        payer_name: needed(run, 'payer-name'),
        payer_taxnum: given(run, 'payer-taxnum'),
        phone: needed(run, 'phone'),
        payer_email: given(run, 'payer-email'),
        piaoju_memo: given(run, 'memo'),
      };
      await clientOf(run).piaojuCreate(request);
      run.terminal.result({ out_trade_no: request.out_trade_no, accepted: true });
      return EXIT.done;
    },
  },
  {
    name: 'piaoju query',
    takes: 'OUT_TRADE_NO',
    says: { zh: '查询票据（扩展）', en: 'how the invoice stands (extension)' },
    options: {},
    async run(run) {
      run.terminal.result(await clientOf(run).piaojuQuery({ out_trade_no: run.words[0] ?? '' }));
      return EXIT.done;
    },
  },
];
