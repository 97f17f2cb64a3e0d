/**
 * What we say where a call to a channel, an invoice provider, a mail server or the like did not go through, in both
 * languages. What stands in braces is filled in: `{who}` a name of `reasons.ts`, `{answer}`, `{cause}` and `{second}` other sentences
 * of this list, `{message}` the other side's own words, the rest as it is.
 */
export const REASON_SENTENCES = {
  // answers of any other side
  answered: ['{who}答复 HTTP {status}', '{who} answered HTTP {status}'],
  answered_request: [
    '{who}答复 HTTP {status}（Request-ID {id}）',
    '{who} answered HTTP {status} (Request-ID {id})',
  ],
  answered_code: ['{who}答复 {code} {subcode}', '{who} answered {code} {subcode}'],
  answered_because: ['{answer}：{cause}', '{answer}: {cause}'],
  answer_wrong: ['{who}答复有误：{cause}', 'The answer of {who} is not as it should be: {cause}'],
  answer_defect: ['{who}答复{cause}', 'The answer of {who}: {cause}'],
  answer_unsigned: ['{who}答复没有签名', '{who} answered without a signature'],
  answer_not_json: ['{who}的答复不是 JSON', 'The answer of {who} is not JSON'],
  answer_not_object: ['{who}的答复不是对象', 'The answer of {who} is not an object'],
  answer_without_code: ['{who}的答复没有 code', 'The answer of {who} has no code'],
  refused: ['{who}拒绝（{code}）', '{who} refused ({code})'],
  coded: ['{code} {message}', '{code} {message}'],
  timeout: ['{ms} 毫秒内没有完整答复', 'No whole answer within {ms} ms'],
  connection: ['连接中断（{code}）', 'Connection broken off ({code})'],
  body_too_large: ['答复超过 {bytes} 字节', 'The answer is larger than {bytes} bytes'],
  misconfigured_account: [
    '{who}账户配置有误（{code}）：{message}',
    'The {who} account is misconfigured ({code}): {message}',
  ],
  misconfigured_merchant: [
    '{who}商户配置有误（{code}）：{message}',
    'The {who} merchant is misconfigured ({code}): {message}',
  ],

  // what an answer has in it
  bad_code: ['错误码格式不对', 'the error code is not well formed'],
  not_json: ['内容不是 JSON', 'the content is not JSON'],
  not_json_object: ['内容不是 JSON 对象', 'the content is not a JSON object'],
  not_utf8: ['内容不是 UTF-8 文本', 'the content is not UTF-8 text'],
  field_missing: ['缺少字段 {field}', 'the field {field} is missing'],
  field_not_text: ['字段 {field} 不是文本', 'the field {field} is not text'],
  field_has_nul: ['字段 {field} 含有空字符', 'the field {field} has a NUL character'],
  field_not_list: ['字段 {field} 不是数组', 'the field {field} is not a list'],
  field_not_fen: ['金额字段 {field} 不是整数分', 'the amount {field} is not whole fen'],
  field_not_amount: ['金额字段 {field} 格式不对', 'the amount {field} is not well formed'],
  field_not_time: ['时间字段 {field} 格式不对', 'the time {field} is not well formed'],
  field_not_rfc3339: ['时间字段 {field} 不是 RFC 3339 格式', 'the time {field} is not in RFC 3339'],
  field_differs: ['答复的 {field} 与请求的不符', 'its {field} is not the one that was asked for'],
  field_twice: ['答复中有重复的字段', 'it has a field twice'],
  other_interface: ['答复不是该接口的', 'it is not an answer of this interface'],
  parameter_twice: ['参数重复', 'a parameter came twice'],
  callback_unknown: ['回调类型不认识', 'the kind of callback is not known'],
  other_app: ['应用与账户不符', 'the app is not the account’s'],
  other_seller: ['收款商户与账户不符', 'the receiving merchant is not the account’s'],
  other_merchant: ['商户号与账户不符', 'the merchant number is not the account’s'],
  other_payment_no: [
    '答复的商户订单号与查询的不符',
    'its merchant order number is not the one that was asked for',
  ],
  other_refund_no: [
    '答复的商户退款单号与查询的不符',
    'its merchant refund number is not the one that was asked for',
  ],
  card_not_object: ['校园卡不是 JSON 对象', 'a campus card is not a JSON object'],
  currency_differs: ['币种不是 CNY', 'the currency is not CNY'],
  cipher_unknown: ['加密算法不认识', 'the cipher is not known'],
  cipher_text: ['密文格式不对', 'the cipher text is not well formed'],
  not_decrypted: ['解密失败：请检查 APIv3 密钥', 'it cannot be decrypted: check the APIv3 key'],
  data_not_object: ['data 中有不是对象的内容', 'data has content that is not an object'],
  certificate_differs: ['证书与所给的序列号不一致', 'the certificate is not the one of its serial number'],

  // signatures
  signature_missing: ['缺少签名', 'the signature is missing'],
  signature_headers: ['缺少签名头', 'the headers of the signature are missing'],
  signature_time: ['签名时间戳格式不对', 'the time of the signature is not well formed'],
  signature_old: ['签名时间戳相差超过 5 分钟', 'the time of the signature is more than 5 minutes off'],
  signature_probe: ['收到{who}的验签探测', '{who} sent a wrong signature on purpose, to try us'],
  signature_false: ['验签不通过', 'the signature does not hold'],
  signature_key: [
    '签名所用的平台公钥或证书未配置',
    'the platform’s key or certificate that signed it is not set up',
  ],
  signature_certificate: [
    '签名所用的{who}公钥证书未配置',
    'the {who} public-key certificate that signed it is not set up',
  ],

  // payments and refunds
  close_refused: [
    '{who}拒绝关闭，查询结果又不是已支付或已关闭',
    '{who} refused to close it, and it is neither paid nor closed',
  ],
  refund_closed: ['支付渠道已关闭该退款', 'The channel closed this refund'],
  refund_unsettled: [
    '{cause}；查询退款也没有结论：{second}',
    '{cause}; asking about the refund settled nothing either: {second}',
  ],
  refund_amount_differs: [
    '{cause}；查询到的退款金额与申请的不符',
    '{cause}; the refund that was found has another amount',
  ],
  refund_no_change: [
    '{who}受理了退款，但没有说明资金变动',
    '{who} accepted the refund but did not say whether money moved',
  ],
  refund_status: ['退款状态不是 {status}', 'the status of the refund is not {status}'],
  refund_other_amount: [
    '该退款单号已以另一金额退款成功，须人工核对（{code}）',
    'Another amount was refunded under this number already: check it by hand ({code})',
  ],
  refund_other_payment: [
    '退款答复的商户订单号不符',
    'The merchant order number in the answer is not the refund’s',
  ],
  refund_differs: [
    '退款答复与申请的单号或金额不符',
    'its number or amount is not the one that was asked for',
  ],

  // bills
  bill_absent: ['账单还没有生成', 'The bill has not been made yet'],
  bill_blank: [
    '账单文件是空的，而我方当天有收款',
    'The bill is empty although payments were received on that day',
  ],
  bill_given_up: [
    '账单连续 {tries} 次无法读取，改为每天取一次，请联系渠道核对：{cause}',
    'The bill could not be read {tries} times in a row and is now fetched once a day. Ask the channel about it: {cause}',
  ],
  bill_address: ['账单的下载地址格式不对', 'the address of the bill is not well formed'],
  bill_address_stale: ['账单下载地址两次失效', 'The address of the bill had expired twice'],
  bill_answered: ['账单下载答复 HTTP {status}', 'the download of the bill was answered HTTP {status}'],
  bill_not_sha1: ['账单的摘要不是 SHA1', 'the digest of the bill is not SHA1'],
  bill_digest: ['账单文件与摘要不符', 'The bill does not match its digest'],
  bill_unpacked_large: ['账单文件解压后过大', 'The unpacked bill is too large'],
  bill_not_unpacked: ['账单文件无法解压', 'The bill cannot be unpacked'],
  bill_large: ['账单文件过大', 'The bill is too large'],
  bill_not_archive: ['下载到的不是账单压缩包', 'What was downloaded is not an archive of a bill'],
  bill_no_details: ['账单压缩包里没有业务明细', 'The archive of the bill has no list of transactions'],
  bill_archive: ['账单压缩包无法读取', 'The archive of the bill cannot be read'],
  bill_archive_damaged: ['账单压缩包已损坏', 'The archive of the bill is damaged'],
  bill_no_heading: ['账单没有表头', 'The bill has no heading'],
  bill_no_column: ['账单没有“{column}”列', 'The bill has no column “{column}”'],
  bill_no_summary: ['账单不完整：没有汇总', 'The bill is incomplete: it has no totals'],
  bill_other_merchant: ['账单是另一个商户的', 'The bill is another merchant’s'],
  bill_other_day: ['账单是另一天的', 'The bill is another day’s'],
  bill_summary_column: [
    '账单不完整：汇总没有“{column}”',
    'The bill is incomplete: its totals have no “{column}”',
  ],
  bill_summary_rows: [
    '账单不完整：汇总有 {stated} 笔，明细只有 {read} 行',
    'The bill is incomplete: its totals say {stated} transactions, and it lists {read}',
  ],
  bill_total_rows: [
    '账单不完整：合计有 {stated} 笔，明细只有 {read} 行',
    'The bill is incomplete: its sums say {stated} transactions, and it lists {read}',
  ],
  bill_no_total: ['账单不完整：没有{kind}合计', 'The bill is incomplete: it has no sum of “{kind}”'],
  bill_of_funds: [
    '这是资金账单，不是交易账单',
    'This is the bill of the fund flow, not that of the transactions',
  ],
  bill_of_account: [
    '这是账务明细，不是业务明细',
    'This is the list of account entries, not that of the transactions',
  ],
  bill_lines: ['账单超过 {count} 行', 'The bill has more than {count} lines'],
  bill_rows: ['账单超过 {count} 笔', 'The bill has more than {count} transactions'],
  bill_unread: [
    '账单有超过 {count} 行无法读取（第 {line} 行起）',
    'More than {count} lines of the bill cannot be read (from line {line} on)',
  ],
  bill_slow: ['账单在 {seconds} 秒内没有读完', 'The bill could not be read within {seconds} seconds'],
  bill_memory: ['账单过大，内存不足', 'The bill is too large for the memory'],

  // invoices and what is sent
  invoice_nothing_left: ['订单已全额退款', 'The order was refunded in full'],
  invoice_provider: ['provider：{name} 不可用', 'The provider {name} is not available'],
  account_field: ['{accountField}：{rule}', '“{accountField}” is not valid'],
  seal_unfit: ['印章图片（sealPng）{rule}', 'The picture of the seal (sealPng) cannot be used'],
  invoice_status: ['{state}：{message}', '{state}: {message}'],
  invoice_void: ['发票已作废：{message}', 'The invoice was voided: {message}'],
  invoice_unexplained: ['{who}未说明原因', '{who} gave no reason'],
  invoice_other: ['{who}答复的不是所问的发票', '{who} answered about another invoice'],
  invoice_file_address: ['发票文件地址无效', 'The address of the invoice’s file is not valid'],
  invoice_file_kind: ['文件不是 {kind}', 'The file is not {kind}'],
  invoice_file_answered: ['文件答复 HTTP {status}', 'The file was answered HTTP {status}'],
  invoice_seal: ['签章重试没有成功', 'Sealing it again did not succeed'],
  invoice_unproven: [
    '{who}拒绝了请求（{code}），但未能确认结果',
    '{who} refused the request ({code}), and what came of it could not be found out',
  ],
  reversal_void: ['红字确认单已作废', 'The form for the reversal was voided'],
  reversal_other: ['{who}答复的不是所问的红字确认单', '{who} answered about the form of another reversal'],
  receipt_not_drawn: ['收据未能绘制：{message}', 'The receipt could not be drawn: {message}'],
  receipt_file_address: ['收据文件地址无效', 'The address of the receipt’s file is not valid'],
  token_refused: ['{who}未发放令牌：{message}', '{who} issued no token: {message}'],
  token_key: ['应用密钥无效', 'the app’s secret is not valid'],
  token_in_use: [
    '{who}令牌正在更新，或刚刚更新失败',
    'The token of {who} is being renewed, or could not be renewed just now',
  ],
  token_rejected: [
    '{who}拒绝了刚刚发放的令牌，请检查应用授权',
    '{who} refused the token that it had just issued: check what the app is authorised for',
  ],
  delivery_void: [
    '票据已红冲，或发送方式已停用',
    'The invoice was reversed, or it is not sent this way any more',
  ],
  mail_rejected: ['邮件服务器拒收（{code}）', 'The mail server rejected it ({code})'],
  mail_unproven: ['邮件未能确认送达（{code}）', 'The e-mail may not have arrived ({code})'],
  mail_not_set: ['本系统没有设置邮件服务器（SMTP_URL）', 'No mail server is set up here (SMTP_URL)'],
  sms_answered: ['短信平台答复 {code}', 'The SMS platform answered {code}'],
  sms_rejected: ['短信平台拒绝（{code}）', 'The SMS platform refused ({code})'],
  sms_silent: ['短信平台没有答复', 'The SMS platform did not answer'],
  robot_unreadable: [
    '群机器人接口的应答无法识别（HTTP {status}）',
    'The answer of the group’s robot cannot be read (HTTP {status})',
  ],
  robot_refused: ['群机器人接口拒绝（{code}）', 'The group’s robot refused ({code})'],
  robot_refused_because: [
    '群机器人接口拒绝（{code}）{message}',
    'The group’s robot refused ({code}): {message}',
  ],
} as const satisfies Readonly<Record<string, readonly [zh: string, en: string]>>;
