import type { Message } from './remedy.ts';

/** What is said of a parameter that breaks the interface document, behind the field's name. */
export const FIELD_MESSAGES: Readonly<Record<string, Message>> = {
  field_missing: {
    message: '不能为空{hint}',
    inEnglish: 'must not be empty {hint}',
    zh: {
      cause: '必填字段没有传，或是 null、空字符串（两者都等同未传）。括号里说明什么情况下必填。',
      cure: '补上该字段。字段名区分大小写，请与接口参考逐字核对。',
    },
    en: {
      cause:
        'A required field is absent, null or an empty string, which all mean absent. The brackets say when it is required.',
      cure: 'Send the field. Names are case-sensitive: compare them with the reference letter by letter.',
    },
  },
  field_not_text: {
    message: '类型错误，应为字符串',
    inEnglish: 'has the wrong type; it must be a string',
    zh: { cause: '传了对象、数组或布尔值。', cure: '改为字符串（数字也接受）。' },
    en: { cause: 'An object, array or boolean was sent.', cure: 'Send a string; a number is accepted too.' },
  },
  field_too_long: {
    message: '过长，不能超过 {n} 字节',
    inEnglish: 'is too long; at most {n} bytes',
    zh: {
      cause: '按 UTF-8 计的字节数超过上限；一个汉字占 3 个字节。',
      cure: '缩短内容，按字节而不是字数截断。',
    },
    en: {
      cause: 'It has more bytes of UTF-8 than allowed; a Chinese character takes three.',
      cure: 'Shorten it, counting bytes rather than characters.',
    },
  },
  field_too_many_characters: {
    message: '过长，不能超过 {n} 个字',
    inEnglish: 'is too long; at most {n} characters',
    zh: { cause: '字数超过票据栏位的上限。', cure: '缩短内容。' },
    en: { cause: 'It has more characters than the invoice has room for.', cure: 'Shorten it.' },
  },
  field_control_characters: {
    message: '含有不允许的字符',
    inEnglish: 'contains characters that are not allowed',
    zh: {
      cause: '内容里有控制字符或残缺的代理对，多半是编码转换出错或从 Excel 粘贴带入。',
      cure: '去掉控制字符；确认源数据是 UTF-8。',
    },
    en: {
      cause:
        'It has control characters or half a surrogate pair, mostly from a wrong conversion or pasted from a spreadsheet.',
      cure: 'Remove control characters, and make sure that the source is UTF-8.',
    },
  },
  field_replacement: {
    message: '含有乱码（U+FFFD），请检查是否以 UTF-8 编码',
    inEnglish: 'contains U+FFFD; check that it was encoded in UTF-8',
    zh: {
      cause: '文字在贵方系统里已经变成“�”，原来的内容丢失了，常见于把 GBK 当 UTF-8 读取。',
      cure: '修正读取数据时的编码。',
    },
    en: {
      cause:
        'In your system the text has already become “�”: GBK read as UTF-8, usually. What it said is lost.',
      cure: 'Correct the charset with which the data are read.',
    },
  },
  field_not_fee: {
    message: '必须是正整数（单位：分），不能带符号、小数或前导零',
    inEnglish: 'must be a positive whole number of fen, without sign, fraction or leading zero',
    zh: {
      cause: '金额写成了元、带小数，或为 0、负数。',
      cure: '换算成分再转为整数：30.00 元是 3000。不要用浮点数直接相乘取整。',
    },
    en: {
      cause: 'The amount is in yuan, has a fraction, or is zero or negative.',
      cure: 'Send whole fen: ¥30.00 is 3000. Do not multiply and truncate floating-point numbers.',
    },
  },
  field_fee_too_large: {
    message: '不能超过 {n} 分',
    inEnglish: 'must not exceed {n} fen',
    zh: { cause: '金额超过一亿元，多半是单位弄错。', cure: '核对单位是分。' },
    en: {
      cause: 'It is more than a hundred million yuan; the unit is probably wrong.',
      cure: 'Check that the unit is fen.',
    },
  },
  field_choice: {
    message: '只能是 {meaning}',
    inEnglish: 'can only be {meaning}',
    zh: { cause: '值不在可选范围内。', cure: '传说明里列出的值，数字或字符串均可。' },
    en: {
      cause: 'The value is none of those allowed.',
      cure: 'Send one of those that the message lists, as a number or a string.',
    },
  },
  field_no_url: {
    message: '不是有效的 http/https 地址{reason}',
    inEnglish: 'is no valid http/https address {reason}',
    zh: {
      cause: '地址不完整或写错；括号里是原因：缺少域名、含空白、协议写错、IP 不是四段等。',
      cure: '传完整地址，如 https://pay.school.edu.cn/notify。',
    },
    en: {
      cause:
        'The address is incomplete or mistyped. The brackets say how: no host, white space, a wrong scheme, an IP that has not four parts.',
      cure: 'Send a whole address, such as https://pay.school.edu.cn/notify.',
    },
  },
  field_url_credentials: {
    message: '不能包含用户名或密码',
    inEnglish: 'must not contain a user name or password',
    zh: { cause: '地址里有 user:password@。', cure: '去掉它；通知的真伪以签名判断。' },
    en: {
      cause: 'The address has user:password@ in it.',
      cure: 'Leave it out: a notification is known by its signature.',
    },
  },
  field_url_port: {
    message: '的端口无效',
    inEnglish: 'has an invalid port',
    zh: { cause: '端口是 0。', cure: '写实际的端口，或省略。' },
    en: { cause: 'The port is 0.', cure: 'Name the real port, or none.' },
  },
  field_unreachable: {
    message: '无法访问：{host} {reason}',
    inEnglish: 'cannot be reached: {host} {reason}',
    on: ['order_create'],
    zh: {
      cause:
        '平台不会向该地址发通知：它在内网、是本机或保留地址，或只在内网有效。下单时就拒绝，好过一周都通知不到。',
      cure: '换成公网可达的域名；确需内网时，请学校把网段加入允许范围。',
    },
    en: {
      cause:
        'The gateway would never notify this address: it is private, its own machine’s, reserved, or known only inside a network.',
      cure: 'Use a name that is reached from the internet. If it must be private, have the school allow the network.',
    },
  },
  field_refund_no: {
    message: '只能由字母、数字和英文符号组成',
    inEnglish: 'may have letters, digits and ASCII punctuation only',
    zh: { cause: '退款单号里有汉字、空格或全角符号。', cure: '只用字母、数字和英文符号，不超过 64 个。' },
    en: {
      cause: 'The refund number has spaces, Chinese or full-width characters.',
      cure: 'Use up to 64 letters, digits and ASCII punctuation marks.',
    },
  },
  field_order_id: {
    message: '不是有效的订单号',
    inEnglish: 'is no valid number',
    zh: {
      cause: '平台的单号是 1 至 19 位数字。',
      cure: '原样传回平台给出的号码；用字符串保存，不要转成浮点数。',
    },
    en: {
      cause: 'The gateway’s numbers have 1 to 19 digits.',
      cure: 'Send back what you were given, kept as a string and never as a floating-point number.',
    },
  },
  field_phone: {
    message: '格式错误，应为 11 位手机号',
    inEnglish: 'has the wrong format; it must be a mobile number of 11 digits',
    zh: { cause: '不是中国大陆手机号。', cure: '传 11 位手机号，可带 +86。' },
    en: {
      cause: 'It is no mobile number of mainland China.',
      cure: 'Send the 11 digits, with +86 if you like.',
    },
  },
  field_tax_no: {
    message: '格式错误，应为纳税人识别号（15、17、18 或 20 位数字和字母，临时登记以 L 开头）',
    inEnglish: 'has the wrong format; it must be a taxpayer number',
    zh: { cause: '不是 6 至 20 位数字和字母。', cure: '核对营业执照上的统一社会信用代码。' },
    en: {
      cause: 'It has not 6 to 20 digits and letters.',
      cure: 'Copy the unified social credit code of the business licence.',
    },
  },
  field_email: {
    message: '格式错误，应为一个邮箱地址',
    inEnglish: 'has the wrong format; it must be one e-mail address',
    zh: { cause: '不是邮箱，或写了多个。', cure: '只传一个邮箱，或不传。' },
    en: { cause: 'It is no address, or several.', cure: 'Send one address, or none.' },
  },
  field_not_object: {
    message: '必须是 JSON 对象',
    inEnglish: 'must be a JSON object',
    zh: { cause: '内容是数组、字符串或数字。', cure: '传 {"字段":"值"} 形式的对象。' },
    en: {
      cause: 'The content is an array, a string or a number.',
      cure: 'Send an object, {"field":"value"}.',
    },
  },
  field_not_json_object: {
    message: '不是有效的 JSON 对象',
    inEnglish: 'is no valid JSON object',
    on: ['order_create'],
    zh: { cause: 'piaoju 以字符串传入，但不是 JSON。', cure: '直接传对象；或检查引号、转义是否正确。' },
    en: {
      cause: 'piaoju came as a string that is no JSON.',
      cure: 'Send it as an object, or check quotes and escapes.',
    },
  },
  field_payer_types: {
    message: '与 payer_type 不一致',
    inEnglish: 'differs from payer_type',
    on: ['piaoju_create'],
    zh: { cause: 'pay_type 与 payer_type 都传了，但不同。', cure: '只传 payer_type。' },
    en: { cause: 'pay_type and payer_type were both sent, and differ.', cure: 'Send payer_type only.' },
  },
  field_order_number: {
    message: '与 zx_order_no 至少填一项',
    inEnglish: 'or zx_order_no must be sent',
    on: ['piaoju_create', 'piaoju_query'],
    zh: { cause: '没有指明是哪笔订单。', cure: '传 out_trade_no 或 zx_order_no。' },
    en: { cause: 'No order was named.', cure: 'Send out_trade_no or zx_order_no.' },
  },
  field_school: {
    message: '不是本应用所属学校的编号',
    inEnglish: 'is not the number of the app’s own school',
    on: ['user_card'],
    zh: { cause: 'school_id 是别的学校的。', cure: '不传 school_id 即可。' },
    en: { cause: 'school_id names another school.', cure: 'Leave school_id out.' },
  },
};
