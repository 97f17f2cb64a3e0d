/** What a request that fails looks like; each has a message for whoever helps the partner. */
const MISTAKES = {
  field_missing: '缺少该字段',
  body_unreadable: '请求体既不是表单也不是 JSON',
  app_unknown: 'appid 不存在，或不属于您的学校；请核对测试环境与正式环境的 appid',
  app_frozen: '应用已冻结，请求会被拒绝（-3）',
  next_keys_used: '使用的是待启用的新密钥',
  plus_unescaped: 'param 中的 + 未做 URL 编码，到达时成了空格；系统已还原，建议对方修正',
  sign_not_hex: 'sign 不是 32 位十六进制字符，应为 MD5 的十六进制结果',
  sign_shortened: 'sign 是 16 位的 MD5，应为完整的 32 位',
  secret_missing: '签名时没有拼接 appsecret',
  secret_not_last: '拼接顺序不对，应为 id + param + appsecret',
  secret_is_aes_key: '签名用了 aes_key，应使用 appsecret',
  secret_letter_case: 'appsecret 的大小写不对，或带有多余的空白',
  signed_as_query: '签名原文带有参数名或分隔符，应直接拼接 id + param + appsecret',
  signed_plain_text: '签名用了加密前的内容，应使用加密后的 param',
  signed_url_encoded: '签名用了 URL 编码后的 param，应使用编码前的 base64',
  signed_with_spaces: '签名时 param 中的 + 已变成空格，应在还原后签名',
  signed_other_line_breaks: '签名时的 param 与发送的 param 换行不同',
  digest_wrong: '摘要算法不对，应为 MD5 的十六进制结果',
  sign_unexplained: '签名不符：请核对 appsecret，以及签名所用的 param 与发送的是否逐字相同',
  not_encrypted: 'param 是明文，没有加密',
  ciphertext_hex: 'param 是十六进制，应为 base64',
  base64_url_safe: 'param 用了 URL 安全的 base64（- 和 _），应为标准 base64（+ 和 /）',
  encoded_twice: 'param 被 URL 编码了两次',
  not_base64: 'param 不是 base64',
  ciphertext_cut: 'param 解码后不是 16 字节的整数倍，可能被截断',
  key_hex_decoded: 'aes_key 被当作十六进制解码了，应直接使用其 ASCII 字符',
  key_is_secret: '加密用了 appsecret，应使用 aes_key',
  key_hashed: 'aes_key 先做了 MD5，应直接使用',
  other_cipher: '加密算法与该应用的设置不同',
  other_keys: '签名与加密用了不同的两组密钥',
  mode_ecb: '加密模式是 ECB，应为 CBC',
  iv_wrong: 'IV 不对，应为 aes_key 的前 16 个字符',
  padding_zero: '填充方式是补零，应为 PKCS#7',
  charset_gbk: '内容是 GBK 编码，应为 UTF-8',
  decryption_unexplained: '解密失败：请核对 aes_key 与加密算法',
  json_is_form: '解密后是表单，应为 JSON',
  json_twice: '解密后的 JSON 又包了一层字符串',
  json_quotes: '解密后的 JSON 用了单引号',
  json_unexplained: '解密后不是有效的 JSON',
  field_wrong: '字段不符合接口文档',
  // of the second version
  header_missing: '缺少该请求头',
  header_form: '该请求头的格式不对',
  timestamp_in_ms: '时间是毫秒，应为 10 位的 Unix 秒',
  signature_encoding: '签名应为标准 base64（44 个字符），不是十六进制或 URL 安全的 base64',
  sent_at: '请求中的时间（北京时间），收到时与服务器相差不能超过 5 分钟',
  param_missing: '请求体应为 JSON 对象，且 param 是字符串',
  signed_for_other_path: '签名所用的路径与调用的接口不同',
  key_underived: '签名直接用了 appsecret 或 aes_key，应使用 HKDF 派生的密钥',
  key_of_other_use: '签名用了其他用途的派生密钥，用途应为 signature',
  profile_other: '签名所用的方案与 Zhixiao-Profile 不同',
  kind_other: '绑定文本的种类不对，请求应为 request',
  path_form: '绑定文本的路径不对，应为 /pay_api/ 加接口名，不含域名、参数和前缀',
  body_digest_form: '正文摘要不对，应为正文字节摘要的小写十六进制',
  text_joined_wrong: '绑定文本与正文摘要应以一个换行符连接，末尾没有换行',
  body_changed: '签名之后正文有改动（重新序列化、转义或换行不同），应按实际发送的字节签名',
  strong_unexplained: '签名不符：请核对 appsecret、aes_key、绑定文本的 8 行，以及正文是否逐字节相同',
  strong_decryption:
    '解密失败：请核对用途 encryption 的派生密钥，以及 IV、密文、标签的顺序和附加数据（绑定文本）',
} as const;

export type Mistake = keyof typeof MISTAKES;

/** Something found in a request. `detail` is never a secret and never what the request says of a person. */
export interface Finding {
  readonly mistake: Mistake;
  readonly message: string;
  readonly detail: string | undefined;
}

export function finding(mistake: Mistake, detail?: string): Finding {
  return { mistake, message: MISTAKES[mistake], detail };
}
