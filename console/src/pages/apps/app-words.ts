export const APP_TONES = { active: 'good', frozen: 'bad' } as const;

export const WORDS = {
  zh: {
    new: '新建应用',
    change: (name: string) => `修改 ${name}`,
    school: '学校',
    name: '名称',
    cipher: '加密算法',
    spData: 'sp_data 的形式',
    asText: 'JSON 字符串',
    asObject: 'JSON 对象',
    leastVersion: '接受的请求',
    leastVersionHint:
      '只接受第二版之后，对方用第一版发来的请求会被拒绝（-1）；请先确认它最近没有再使用第一版。',
    anyVersion: '第一版、第二版均可',
    secondOnly: '只接受第二版',
    notifyProfile: '支付通知的协议',
    notifyOlder: '只接受第二版的应用，通知也须使用第二版',
    refundDayAmount: '每日退款限额（元）',
    refundDayHint: '对方当天（北京时间）通过接口申请的退款合计，失败的不计；留空不限。控制台的退款不受此限。',
    refundDayCount: '每日退款笔数',
    refundNoRequired: '退款须带退款单号',
    refundNoHint: '没有 out_refund_no 的退款请求返回 -2。录到的退款请求重放时不会再次退款。',
    allowedNetworks: '允许的来源地址',
    allowedHint:
      'IP 地址或网段，如 203.0.113.0/24，按回车添加；留空不限。其他来源的请求即使签名正确也会被拒绝（-1）。',
    paramBound: '同一 param 只用于一个接口',
    paramBoundHint:
      '防止录到的查询被当作取消重放。只按单号查询后又取消的旧客户端，两次的 param 相同，会被拒绝：先向对方确认再打开。',
    sealsUnsigned: '签名错误的应答也加密并签名',
    sealsUnsignedHint:
      '旧客户端先解密再看 ret_code，需要打开。对方确认不需要时请关闭：外人可以拿这样的应答离线猜密钥。',
    speaksFilter: '协议版本（近 30 天）',
    never: '未使用',
    brings: '对方从其他平台迁入，沿用原有密钥',
    needed: '请填写',
    lastNamed: '。最近一次下单使用此地址：',
    unreachable: (endpoint: string, reason: string) => `通知地址 ${endpoint} 无法访问：${reason}`,
    oneKey: '一组密钥',
    keysIssued: '新旧两组均有效，对方尚未使用新密钥',
    keysUsed: '新旧两组均有效，对方已开始使用新密钥',
    action: {
      change: '修改',
      issue: '换密钥',
      retire: '停用旧密钥',
      withdraw: '放弃新密钥',
      freeze: '冻结',
      unfreeze: '解冻',
    },
    confirm: {
      issue: (name: string) => `为 ${name} 生成一组新密钥？`,
      retire: (name: string) => `停用 ${name} 的旧密钥？`,
      withdraw: (name: string) => `放弃 ${name} 的新密钥？`,
      freeze: (name: string) => `冻结 ${name}？`,
      unfreeze: (name: string) => `解冻 ${name}？`,
    },
    consequence: {
      issue: '新旧两组密钥同时有效，对方可以逐步切换；通知仍用旧密钥签名，直到停用旧密钥。',
      retire: '从现在起只有新密钥有效，仍使用旧密钥的请求会被拒绝，通知改用新密钥签名。',
      withdraw: '新密钥立即作废，继续使用旧密钥。',
      freeze: '它的所有接口请求都会被拒绝（-3）。已经开始的支付照常入账和通知。',
      unfreeze: '接口恢复使用。',
    },
    unused: '对方还没有用新密钥签过名，现在停用旧密钥会使它的请求全部失败。',
  },
  en: {
    new: 'New app',
    change: (name: string) => `Change ${name}`,
    school: 'School',
    name: 'Name',
    cipher: 'Cipher',
    spData: 'Form of sp_data',
    asText: 'JSON string',
    asObject: 'JSON object',
    leastVersion: 'Requests that are taken',
    leastVersionHint:
      'Once only the second version is taken, requests of the first are refused (-1): see first that the partner has left it.',
    anyVersion: 'Of both versions',
    secondOnly: 'Of the second only',
    notifyProfile: 'Notified in',
    notifyOlder: 'An app held to the second version is notified in it too',
    refundDayAmount: 'Refunds a day (yuan)',
    refundDayHint:
      'What the partner may ask to be refunded by the interface in a day of Beijing, without what failed; empty: no limit. Refunds of the console are not counted.',
    refundDayCount: 'Number of refunds a day',
    refundNoRequired: 'Refunds need a number of their own',
    refundNoHint:
      'A refund without out_refund_no is answered -2. One that was recorded and is sent again refunds nothing more.',
    allowedNetworks: 'Requests come from',
    allowedHint:
      'Addresses or networks, such as 203.0.113.0/24, each with Enter; empty: from anywhere. What comes from elsewhere is refused (-1), even when its signature is right.',
    paramBound: 'A param is for one interface',
    paramBoundHint:
      'A recorded query cannot be sent as a cancellation. Old clients that ask by number and cancel encrypt the same text twice and would be refused: ask the partner first.',
    sealsUnsigned: 'Answers to wrong signatures are encrypted and signed',
    sealsUnsignedHint:
      'Old clients decrypt before they look at ret_code, and need it. Switch it off where the partner does not: strangers can guess secrets with such an answer.',
    speaksFilter: 'Version (last 30 days)',
    never: 'Never',
    brings: 'The partner comes from another platform and keeps its keys',
    needed: 'Fill this in',
    lastNamed: '. An order last named it at',
    unreachable: (endpoint: string, reason: string) =>
      `The notification address ${endpoint} cannot be reached: ${reason}`,
    oneKey: 'One set of keys',
    keysIssued: 'Two sets valid; the new one was not used yet',
    keysUsed: 'Two sets valid; the partner uses the new one',
    action: {
      change: 'Change',
      issue: 'New keys',
      retire: 'Retire old keys',
      withdraw: 'Give up new keys',
      freeze: 'Freeze',
      unfreeze: 'Unfreeze',
    },
    confirm: {
      issue: (name: string) => `Issue new keys for ${name}?`,
      retire: (name: string) => `Retire the old keys of ${name}?`,
      withdraw: (name: string) => `Give up the new keys of ${name}?`,
      freeze: (name: string) => `Freeze ${name}?`,
      unfreeze: (name: string) => `Unfreeze ${name}?`,
    },
    consequence: {
      issue:
        'Both sets are valid, so that the partner can change over; notifications are signed with the old ones until these are retired.',
      retire:
        'Only the new keys are valid from now on. Requests with the old ones are refused, and notifications are signed with the new ones.',
      withdraw: 'The new keys are worth nothing; the old ones stay.',
      freeze:
        'Every request of it is refused (-3). Payments that have begun are booked and notified as ever.',
      unfreeze: 'Its requests are answered again.',
    },
    unused:
      'The partner has never signed with the new keys: retiring the old ones now would fail all its requests.',
  },
};
