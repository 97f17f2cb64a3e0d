import { BODY_MESSAGES } from './bodies.ts';
import type { Message } from './remedy.ts';

/** What is said of the envelope and the connection, whole; before an app is known it is plain text without `sign`. */
export const ENVELOPE_MESSAGES: Readonly<Record<string, Message>> = {
  app_unknown: {
    message: 'id 不存在，请检查 appid',
    inEnglish: 'id: there is no such app; check the appid',
    zh: {
      cause:
        '没有这个 appid，常见于把测试环境的 appid 用到了正式环境。此时没有密钥可用，应答是明文，sign 为空。',
      cure: '核对 appid 和平台地址是否属于同一环境。',
    },
    en: {
      cause:
        'There is no such appid; often one of the test environment is used against production. No key is known, so the answer is plain and sign is empty.',
      cure: 'Check that appid and base URL belong to the same environment.',
    },
  },
  envelope_missing: {
    message: '{id、param 或 sign} 不能为空',
    inEnglish: '{id, param or sign} must not be empty',
    zh: {
      cause: '请求体里没有这个字段，或为空。常见于发成了嵌套 JSON，或框架改了字段名。',
      cure: '以表单发送 id、param、sign 三个字段，并打印实际发出的正文核对。',
    },
    en: {
      cause: 'The body has no such field, or an empty one: it is nested JSON, or a framework renamed it.',
      cure: 'Send id, param and sign as a form, and print the body that is really sent.',
    },
  },
  sign_wrong: {
    message: 'sign 签名错误，应为 md5(id + param + appsecret)',
    inEnglish: 'sign is wrong; it must be md5(id + param + appsecret)',
    zh: {
      cause: '签名与内容不符：密钥错、顺序错、签了加密前的内容、param 发送时未做 URL 编码等。',
      cure: '把请求贴到本站的“调试”页，它会逐一试出是哪一种错误。',
    },
    en: {
      cause:
        'The signature does not fit: a wrong secret, a wrong order, the plain text signed, param not URL-encoded, and so on.',
      cure: 'Paste the request on the debugger page: it tries the common mistakes and names yours.',
    },
  },
  param_not_decrypted: {
    message: 'param 解密失败，应为 {cipher} 加密后的 base64',
    inEnglish: 'param could not be decrypted; it must be base64 of {cipher}',
    zh: {
      cause: '签名正确，但解不开：aes_key 当成十六进制解码、IV 或模式不对、算法与该应用的设置不同。',
      cure: '密钥直接用 aes_key 的 32 个字符，IV 是前 16 个字符，CBC，PKCS#7；用“调试”页核对。',
    },
    en: {
      cause:
        'The signature holds, but it does not open: aes_key was hex-decoded, the IV or mode is wrong, or the app has another cipher.',
      cure: 'The key is the 32 characters of aes_key as they stand, the IV the first 16, CBC, PKCS#7. Check it on the debugger page.',
    },
  },
  param_not_utf8: {
    message: 'param 解密后不是 UTF-8 文本，请将内容以 UTF-8 编码后再加密',
    inEnglish: 'param: what was encrypted is not UTF-8',
    zh: {
      cause: '加密前的文字是 GBK 或 UTF-16。',
      cure: '取字节时指定 UTF-8，如 Java 的 getBytes(StandardCharsets.UTF_8)。',
    },
    en: {
      cause: 'The text was in GBK or UTF-16 before it was encrypted.',
      cure: 'Name UTF-8 where bytes are taken, as in getBytes(StandardCharsets.UTF_8).',
    },
  },
  param_not_json: {
    message: 'param 解密后不是有效的 JSON',
    inEnglish: 'param: what was encrypted is no valid JSON',
    zh: {
      cause: '内容是表单、单引号的 JSON，或手工拼接漏了转义；嵌套超过 20 层、成员超过 5000 个也算。',
      cure: '用语言自带的 JSON 库生成。',
    },
    en: {
      cause:
        'The content is a form, JSON in single quotes, or was put together by hand; more than 20 levels or 5,000 members count too.',
      cure: 'Write it with your language’s JSON library.',
    },
  },
  not_verified: {
    message:
      '请求未通过验证，请检查 appid、签名、时间（与服务器相差不超过 5 分钟）、随机数（每次不同）和请求路径',
    inEnglish:
      'The request was not verified: check appid, signature, time (within 5 minutes), nonce (new each time) and path',
    zh: {
      cause: '第二版协议的请求没有通过验证。为不帮助伪造者，不说明是哪一项。',
      cure: '先对照应答头 Date 校准时钟；每次（含重试）换新的随机数；其余用 docs/vectors.json 的向量核对。',
    },
    en: {
      cause:
        'A request of the second version was not verified. Which check failed is not said, so as not to help a forger.',
      cure: 'Compare your clock with the answer’s Date header, use a new nonce for each attempt, and check the rest by the vectors.',
    },
  },
  strong_param_missing: {
    message: 'param 不能为空，应为字符串',
    inEnglish: 'param must not be empty; it must be a string',
    zh: { cause: '第二版协议的正文不是 {"param":"…"}。', cure: '正文用 JSON，param 是 base64 字符串。' },
    en: {
      cause: 'The body of the second version is not {"param":"…"}.',
      cure: 'Send JSON in which param is a base64 string.',
    },
  },
  strong_param_not_decrypted: {
    message: 'param 解密失败，请检查密钥派生、附加数据与 IV',
    inEnglish: 'param could not be decrypted; check key derivation, additional data and IV',
    zh: {
      cause: '签名正确，但第二版的密文解不开。',
      cure: '核对 encryption 用途的派生密钥、IV 与标签的位置、附加数据。',
    },
    en: {
      cause: 'The signature holds, but the ciphertext of the second version does not open.',
      cure: 'Check the key derived for encryption, the places of IV and tag, and the additional data.',
    },
  },
  not_post: {
    message: '请使用 POST 方法调用',
    inEnglish: 'Call it with POST',
    ret: -1,
    zh: {
      cause: '用了 GET 等方法，常见于 http 跳转到 https 时 POST 变成了 GET。',
      cure: '直接用 https 地址，以 POST 调用。',
    },
    en: {
      cause: 'Another method was used; often a redirect from http to https has turned a POST into a GET.',
      cure: 'Call the https address directly, with POST.',
    },
  },
  no_interface: {
    message: '接口不存在，请检查请求地址',
    inEnglish: 'There is no such interface; check the address',
    ret: -1,
    zh: { cause: '/pay_api 之后的名字不是任何接口。', cure: '对照接口参考核对拼写。' },
    en: { cause: 'The name after /pay_api is no interface’s.', cure: 'Compare it with the reference.' },
  },
  busy: {
    message: '系统繁忙，请稍后用相同参数重试（{requestId}）',
    inEnglish: 'Busy; repeat with the same parameters shortly ({requestId})',
    ret: -1,
    zh: {
      cause: '平台自身故障，结果未知；应答带 Retry-After。',
      cure: '稍候用相同参数重试。持续出现时，把括号里的请求编号告诉学校。',
    },
    en: {
      cause: 'A fault of the gateway; the outcome is unknown. The answer has Retry-After.',
      cure: 'Repeat with the same parameters shortly. If it goes on, tell the school the number in brackets.',
    },
  },
  not_http: {
    message: '请求不是有效的 HTTP',
    inEnglish: 'The request is no valid HTTP',
    zh: { cause: '手写的 HTTP 报文有误，或把 https 发到了 http 端口。', cure: '用 HTTP 库发送。' },
    en: {
      cause: 'HTTP written by hand is wrong, or https was sent to a port of http.',
      cure: 'Send it with an HTTP library.',
    },
  },
  invalid: {
    message: '请求无效',
    inEnglish: 'The request is not valid',
    zh: {
      cause: '请求没有收完整，例如上传中断、长度与正文不符。',
      cure: '检查网络和 Content-Length，用相同参数重试。',
    },
    en: {
      cause: 'The request did not arrive whole: broken off, or another length than declared.',
      cure: 'Check the network and Content-Length, and repeat with the same parameters.',
    },
  },
  too_large: {
    message: '请求体过大，不能超过 {n} 字节',
    inEnglish: 'The body is too large; at most {n} bytes',
    ret: -1,
    status: 413,
    zh: { cause: '请求体超过上限。', cure: '正常的请求远小于上限，请检查是否重复拼接。' },
    en: {
      cause: 'The body is larger than allowed.',
      cure: 'No ordinary request comes near; look for something that is joined twice.',
    },
  },
  too_many: {
    message: '请求过于频繁，请稍后重试',
    inEnglish: 'Too many requests; try again shortly',
    ret: -1,
    status: 429,
    zh: {
      cause: '同一来源地址请求过多，或签名错误的请求过多。没有执行。',
      cure: '按 Retry-After 等待后用相同参数重试；轮询请改为等通知。',
    },
    en: {
      cause: 'Too many requests of one address, or too many with wrong signatures. Nothing was done.',
      cure: 'Wait as Retry-After says, then repeat with the same parameters. Wait for notifications in place of polling.',
    },
  },
  maintenance: {
    message: '系统维护中，请稍后重试',
    inEnglish: 'Under maintenance; try again shortly',
    ret: -1,
    status: 503,
    zh: {
      cause: '平台正在升级，或数据库暂时不可用；结果未知。',
      cure: '按 Retry-After 等待后用相同参数重试。',
    },
    en: {
      cause: 'The gateway is being upgraded, or its database is away; the outcome is unknown.',
      cure: 'Wait as Retry-After says, then repeat with the same parameters.',
    },
  },
  overloaded: {
    message: '系统繁忙，请稍后重试',
    inEnglish: 'The server is busy; try again shortly',
    ret: -1,
    status: 503,
    zh: {
      cause: '请求超过平台处理能力，平台优先处理付款与渠道通知；结果按未知处理。',
      cure: '至少等待 Retry-After 的秒数，再用相同参数重试，并逐次加长间隔。',
    },
    en: {
      cause:
        'More requests than the gateway can serve: payments and channels come first. Treat the outcome as unknown.',
      cure: 'Wait at least as long as Retry-After says, repeat with the same parameters, and wait longer each time.',
    },
  },
  ...BODY_MESSAGES,
};
