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
    brings: '对方从其他平台迁入，沿用原有密钥',
    needed: '请填写',
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
    brings: 'The partner comes from another platform and keeps its keys',
    needed: 'Fill this in',
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
