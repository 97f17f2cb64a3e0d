import type { Profile, Speaks, UnreachableReason } from '../codes/apps.ts';
import type { CodeWords } from './code-words.ts';

export const APP_STATUS_NAMES: CodeWords<'active' | 'frozen'> = {
  zh: { active: '正常', frozen: '已冻结' },
  en: { active: 'Active', frozen: 'Frozen' },
};

export const PROFILE_NAMES: CodeWords<Profile> = {
  zh: {
    v1: '第一版（接口文档）',
    v2: '第二版（HMAC-SHA256、AES-256-GCM）',
    'v2-sm': '第二版国密（SM3、SM4）',
  },
  en: {
    v1: 'First version (the document)',
    v2: 'Second version (HMAC-SHA256, AES-256-GCM)',
    'v2-sm': 'Second version, national (SM3, SM4)',
  },
};

/** Which version an app was last seen to use. */
export const VERSION_SPOKEN_NAMES: CodeWords<Speaks> = {
  zh: { v1: '仍在使用第一版', v2: '已使用第二版' },
  en: { v1: 'Still uses the first version', v2: 'Uses the second version' },
};

/** Why an address cannot be notified, and what helps. */
export const UNREACHABLE_REASON_NAMES: CodeWords<UnreachableReason> = {
  zh: {
    private: '内网地址，不在 NOTIFY_PRIVATE_NETWORKS 所列网段内',
    own: '本系统所在的机器自身',
    special: '保留地址，任何设置下都不会访问',
    internal_name: '只在内网中有效的域名，而没有设置 NOTIFY_PRIVATE_NETWORKS',
    short_name: '不是完整的域名',
  },
  en: {
    private: 'a private address outside the networks of NOTIFY_PRIVATE_NETWORKS',
    own: 'the machine that runs this system',
    special: 'a reserved address, which no setting allows',
    internal_name: 'a name that only private networks resolve, while NOTIFY_PRIVATE_NETWORKS is not set',
    short_name: 'not a complete domain name',
  },
};
