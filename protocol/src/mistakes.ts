/** What a request that fails looks like; each has a message for whoever helps the partner, in both languages. */
const MISTAKES = {
  field_missing: { zh: '缺少该字段', en: 'This field is missing' },
  body_unreadable: { zh: '请求体既不是表单也不是 JSON', en: 'The request body is neither a form nor JSON' },
  app_unknown: {
    zh: 'appid 不存在，或不属于您的学校；请核对测试环境与正式环境的 appid',
    en: 'This appid does not exist or does not belong to your schools. Check whether it is of the test or the production environment',
  },
  app_frozen: {
    zh: '应用已冻结，请求会被拒绝（-3）',
    en: 'The app is frozen; its requests are refused (-3)',
  },
  next_keys_used: { zh: '使用的是待启用的新密钥', en: 'The new keys were used, which are not in force yet' },
  plus_unescaped: {
    zh: 'param 中的 + 未做 URL 编码，到达时成了空格；系统已还原，建议对方修正',
    en: 'A + in param was not URL-encoded and arrived as a space. It was restored here; the partner should correct it',
  },
  sign_not_hex: {
    zh: 'sign 不是 32 位十六进制字符，应为 MD5 的十六进制结果；收到的字符数',
    en: 'sign is not an MD5 digest of 32 hexadecimal digits. Characters received',
  },
  sign_shortened: {
    zh: 'sign 是 16 位的 MD5，应为完整的 32 位',
    en: 'sign is a 16-digit MD5; all 32 digits are needed',
  },
  secret_missing: { zh: '签名时没有拼接 appsecret', en: 'appsecret was not appended before signing' },
  secret_not_last: {
    zh: '拼接顺序不对，应为 id + param + appsecret',
    en: 'Wrong order of the signed text; it must be id + param + appsecret',
  },
  secret_is_aes_key: {
    zh: '签名用了 aes_key，应使用 appsecret',
    en: 'aes_key was used for the signature in place of appsecret',
  },
  secret_letter_case: {
    zh: 'appsecret 的大小写不对，或带有多余的空白',
    en: 'appsecret has the wrong letter case or extra white space',
  },
  signed_as_query: {
    zh: '签名原文带有参数名或分隔符，应直接拼接 id + param + appsecret',
    en: 'The signed text contains parameter names or separators; concatenate id + param + appsecret directly',
  },
  signed_plain_text: {
    zh: '签名用了加密前的内容，应使用加密后的 param',
    en: 'The text before encryption was signed; sign the encrypted param',
  },
  signed_url_encoded: {
    zh: '签名用了 URL 编码后的 param，应使用编码前的 base64',
    en: 'The URL-encoded param was signed; sign the base64 before URL encoding',
  },
  signed_with_spaces: {
    zh: '签名时 param 中的 + 已变成空格，应在还原后签名',
    en: 'The + of param had become spaces when it was signed; restore them before signing',
  },
  signed_other_line_breaks: {
    zh: '签名时的 param 与发送的 param 换行不同',
    en: 'The signed param and the sent param differ in line breaks',
  },
  digest_wrong: {
    zh: '摘要算法不对，应为 MD5 的十六进制结果',
    en: 'Wrong digest algorithm; it must be MD5 in hexadecimal',
  },
  sign_unexplained: {
    zh: '签名不符：请核对 appsecret，以及签名所用的 param 与发送的是否逐字相同',
    en: 'The signature does not match. Check appsecret, and that the signed param is exactly the one sent',
  },
  not_encrypted: { zh: 'param 是明文，没有加密', en: 'param is plain text; it was not encrypted' },
  ciphertext_hex: { zh: 'param 是十六进制，应为 base64', en: 'param is hexadecimal; it must be base64' },
  base64_url_safe: {
    zh: 'param 用了 URL 安全的 base64（- 和 _），应为标准 base64（+ 和 /）',
    en: 'param is URL-safe base64 (- and _); it must be standard base64 (+ and /)',
  },
  encoded_twice: { zh: 'param 被 URL 编码了两次', en: 'param was URL-encoded twice' },
  not_base64: { zh: 'param 不是 base64', en: 'param is not base64' },
  ciphertext_cut: {
    zh: 'param 解码后不是 16 字节的整数倍，可能被截断；字节数',
    en: 'The decoded param is not a multiple of 16 bytes; it may have been cut off. Bytes',
  },
  key_hex_decoded: {
    zh: 'aes_key 被当作十六进制解码了，应直接使用其 ASCII 字符',
    en: 'aes_key was decoded as hexadecimal; use its ASCII characters as they are',
  },
  key_is_secret: {
    zh: '加密用了 appsecret，应使用 aes_key',
    en: 'appsecret was used for encryption in place of aes_key',
  },
  key_hashed: { zh: 'aes_key 先做了 MD5，应直接使用', en: 'aes_key was hashed with MD5; use it as it is' },
  other_cipher: {
    zh: '加密算法与该应用的设置不同',
    en: 'The encryption algorithm is not the one set for the app',
  },
  other_keys: {
    zh: '签名与加密用了不同的两组密钥',
    en: 'Signature and encryption use two different sets of keys',
  },
  mode_ecb: { zh: '加密模式是 ECB，应为 CBC', en: 'The encryption mode is ECB; it must be CBC' },
  iv_wrong: {
    zh: 'IV 不对，应为 aes_key 的前 16 个字符',
    en: 'Wrong IV; it must be the first 16 characters of aes_key',
  },
  padding_zero: { zh: '填充方式是补零，应为 PKCS#7', en: 'The padding is zeros; it must be PKCS#7' },
  charset_gbk: { zh: '内容是 GBK 编码，应为 UTF-8', en: 'The content is encoded in GBK; it must be UTF-8' },
  decryption_unexplained: {
    zh: '解密失败：请核对 aes_key 与加密算法',
    en: 'Decryption failed. Check aes_key and the encryption algorithm',
  },
  json_is_form: { zh: '解密后是表单，应为 JSON', en: 'The decrypted content is a form; it must be JSON' },
  json_twice: {
    zh: '解密后的 JSON 又包了一层字符串',
    en: 'The decrypted JSON is wrapped in a string once more',
  },
  json_quotes: { zh: '解密后的 JSON 用了单引号', en: 'The decrypted JSON uses single quotes' },
  json_unexplained: { zh: '解密后不是有效的 JSON', en: 'The decrypted content is not valid JSON' },
  field_wrong: { zh: '字段不符合接口文档', en: 'A field does not follow the interface document' },
  // of the second version
  header_missing: { zh: '缺少该请求头', en: 'This request header is missing' },
  header_form: { zh: '该请求头的格式不对', en: 'This request header has the wrong format' },
  timestamp_in_ms: {
    zh: '时间是毫秒，应为 10 位的 Unix 秒',
    en: 'The time is in milliseconds; it must be 10-digit Unix seconds',
  },
  signature_encoding: {
    zh: '签名应为标准 base64（44 个字符），不是十六进制或 URL 安全的 base64',
    en: 'The signature must be standard base64 (44 characters), not hexadecimal or URL-safe base64',
  },
  sent_at: {
    zh: '请求中的时间（北京时间），收到时与服务器相差不能超过 5 分钟',
    en: 'Time in the request (Beijing); on arrival it must be within 5 minutes of the server’s',
  },
  param_missing: {
    zh: '请求体应为 JSON 对象，且 param 是字符串',
    en: 'The request body must be a JSON object in which param is a string',
  },
  signed_for_other_path: {
    zh: '签名所用的路径与调用的接口不同',
    en: 'The path that was signed is not that of the interface called',
  },
  key_underived: {
    zh: '签名直接用了 appsecret 或 aes_key，应使用 HKDF 派生的密钥',
    en: 'appsecret or aes_key was used to sign directly; use the key derived by HKDF',
  },
  key_of_other_use: {
    zh: '签名用了其他用途的派生密钥，用途应为 signature',
    en: 'A key derived for another purpose was used to sign; the purpose must be signature',
  },
  profile_other: {
    zh: '签名所用的方案与 Zhixiao-Profile 不同',
    en: 'The profile used to sign is not the one in Zhixiao-Profile',
  },
  kind_other: {
    zh: '绑定文本的种类不对，请求应为 request',
    en: 'Wrong kind in the binding text; for a request it must be request',
  },
  path_form: {
    zh: '绑定文本的路径不对，应为 /pay_api/ 加接口名，不含域名、参数和前缀',
    en: 'Wrong path in the binding text; it must be /pay_api/ and the interface name, without host, query or prefix',
  },
  body_digest_form: {
    zh: '正文摘要不对，应为正文字节摘要的小写十六进制',
    en: 'Wrong digest of the body; it must be the digest of its bytes in lower-case hexadecimal',
  },
  text_joined_wrong: {
    zh: '绑定文本与正文摘要应以一个换行符连接，末尾没有换行',
    en: 'The binding text and the body’s digest must be joined by one line break, with none at the end',
  },
  body_changed: {
    zh: '签名之后正文有改动（重新序列化、转义或换行不同），应按实际发送的字节签名',
    en: 'The body was changed after signing (serialised again, escaped, or other line breaks); sign the bytes that are sent',
  },
  strong_unexplained: {
    zh: '签名不符：请核对 appsecret、aes_key、绑定文本的 8 行，以及正文是否逐字节相同',
    en: 'The signature does not match. Check appsecret, aes_key, the 8 lines of the binding text, and that the body is the same byte for byte',
  },
  strong_decryption: {
    zh: '解密失败：请核对用途 encryption 的派生密钥，以及 IV、密文、标签的顺序和附加数据（绑定文本）',
    en: 'Decryption failed. Check the key derived for the purpose encryption, the order of IV, ciphertext and tag, and the additional data (the binding text)',
  },
} as const;

export type Mistake = keyof typeof MISTAKES;

/** Something found in a request. `detail` is never a secret and never what the request says of a person. */
export interface Finding {
  readonly mistake: Mistake;
  readonly message: string;
  readonly inEnglish: string;
  readonly detail: string | undefined;
  /** Where the detail has words. */
  readonly detailInEnglish: string | undefined;
}

export function finding(mistake: Mistake, detail?: string, detailInEnglish?: string): Finding {
  const { zh, en } = MISTAKES[mistake];
  return { mistake, message: zh, inEnglish: en, detail, detailInEnglish };
}
