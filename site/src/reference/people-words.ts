import type { FieldWords, InterfaceWords } from './interface-words.ts';

const USER_NO: FieldWords = { zh: '学号或工号。', en: 'Student or staff number.', example: '20140548' };
const UID: FieldWords = {
  zh: '付款人在渠道的标识：微信 openid 或支付宝用户号，与通知里的 uid 相同。',
  en: 'Who paid, by the channel’s id: WeChat’s openid or Alipay’s user id, as uid in the notification.',
  example: '2088612279536603',
};

const PERSON: Readonly<Record<string, FieldWords>> = {
  user_no: USER_NO,
  user_name: { zh: '姓名。', en: 'Name.', example: '张三' },
  sex: { zh: '0 未知，1 男，2 女。', en: '0 unknown, 1 male, 2 female.', example: '1' },
  identity_type: {
    zh: '0 临时用户，1 学生，2 教师。',
    en: '0 temporary, 1 student, 2 teacher.',
    example: '1',
  },
};

export const PEOPLE_WORDS: Readonly<Record<string, InterfaceWords>> = {
  user_identity: {
    section: '2.6',
    group: 'people',
    zh: {
      title: '身份认证',
      summary: '按付款人的渠道标识，查他绑定的本校人员。每次查询都会记录应用、时间与方式。',
    },
    en: {
      title: 'Who a payer is',
      summary:
        'Tells which person of the school a payer is bound to. Each look-up is recorded with the app, the time and the way.',
    },
    request: { uid: UID },
    answer: {
      open_id: {
        zh: '该人员的知校编号，22 个字符，固定不变。',
        en: 'The person’s number here, 22 characters that never change.',
        example: 'LkEb9zWC5xGAAAAWPwAVGQ',
      },
      ...PERSON,
      uid: { ...UID, zh: '与请求相同，便于核对。', en: 'As in the request, to compare.' },
    },
  },
  user_card: {
    section: '2.7',
    group: 'people',
    zh: {
      title: '用户信息及校园卡',
      summary:
        '按学号（工号）取得人员信息，和打开其电子校园卡的跳转地址。在贵方 App 的网页视图中打开该地址，即唤起支付宝校园卡。',
    },
    en: {
      title: 'A person and the campus card',
      summary:
        'Tells about a person by number, with the address that opens the electronic campus card in Alipay from a web view.',
    },
    request: {
      school_id: {
        zh: '学校编号；可以不传，传则须是本应用所属学校。',
        en: 'The school’s number; if sent, it must be the app’s own.',
        example: '10086',
      },
      user_no: USER_NO,
    },
    answer: {
      school_id: { zh: '学校编号。', en: 'The school’s number.', example: '10086' },
      ...PERSON,
      schema_url: {
        zh: '校园卡跳转地址，每次点击时查询，不要长期保存。',
        en: 'The address of the card; ask for it at each click and do not store it.',
        example: 'https://ds.alipay.com/?scheme=alipays%3A%2F%2Fplatformapi%2Fstartapp%3FappId%3D20000021',
      },
    },
  },
};
