/** A change of one existing file: each pair puts the second text in the place of the first, which stands there once. */
export interface Edit {
  readonly file: string;
  readonly pairs: readonly (readonly [found: string, instead: string])[];
}

/** Puts `line` behind what the file has. */
const after = (found: string, line: string) => [found, `${found}${line}`] as const;

/** Every existing file that the toy channel changes (docs/adding-a-channel.md). */
export const EDITS: readonly Edit[] = [
  {
    file: 'contract/src/codes/channels.ts',
    pairs: [
      after(
        "import { ALIPAY } from '../channels/alipay.ts';\n",
        "import { TOY } from '../channels/toy.ts';\n",
      ),
      after('alipay: ALIPAY', ', toy: TOY'),
    ],
  },
  {
    file: 'contract/src/channels/account-forms.ts',
    pairs: [
      after(
        "import { ALIPAY_ACCOUNT_FORM } from './alipay-account-form.ts';\n",
        "import { TOY_ACCOUNT_FORM } from './toy-account-form.ts';\n",
      ),
      after('  alipay: ALIPAY_ACCOUNT_FORM,\n', '  toy: TOY_ACCOUNT_FORM,\n'),
    ],
  },
  {
    file: 'contract/src/channels/payer-uids.ts',
    pairs: [
      [
        '  alipay: {\n',
        `  toy: {
    label: { zh: '玩具钱包号', en: 'toy wallet number' },
    headings: ['玩具钱包号'],
    pattern: /^toy-/,
    rule: { zh: '应以 toy- 开头', en: 'It begins with toy-.' },
  },
  alipay: {
`,
      ],
    ],
  },
  {
    file: 'protocol/src/pay-type.ts',
    pairs: [after('alipay: 2', ', toy: 3'), after("alipay: '支付宝'", ", toy: '玩具钱包'")],
  },
  {
    file: 'server/src/channels/create-channels.ts',
    pairs: [
      after(
        "import { openAlipayChannel } from './alipay/alipay-channel.ts';\n",
        "import { openToyChannel } from './toy/toy-channel.ts';\n",
      ),
      after('  alipay: openAlipayChannel,\n', '  toy: openToyChannel,\n'),
    ],
  },
  {
    file: 'server/src/sandbox/seed.ts',
    pairs: [
      after(
        "import { wechatMerchant } from './wechat-merchant.ts';\n",
        "import { toyMerchant } from './toy-merchant.ts';\n",
      ),
      after('alipay: alipayMerchant', ', toy: toyMerchant'),
    ],
  },
  {
    file: 'sandbox/src/emulators.ts',
    pairs: [
      after(
        "import type { MakeEmulator } from './emulator.ts';\n",
        "import { emulateToy } from './toy/emulator.ts';\n",
      ),
      after('  emulateNuonuo,', '\n  emulateToy,'),
    ],
  },
  {
    file: 'cashier/src/wallets.ts',
    pairs: [
      after(
        'Readonly<Record<ChannelName, Wallet>> = {\n',
        "  toy: { mark: { solid: 'M6 6h12v12H6z', line: '' }, pay: undefined },\n",
      ),
    ],
  },
  {
    file: 'cashier/src/wallets.css',
    pairs: [['.pay.wechat {', '.pay.toy {\n  background: #8a3ab9;\n  color: #fff;\n}\n\n.pay.wechat {']],
  },
];
