import type { RequestOutcome, RequestStep } from '../codes/requests.ts';
import type { CodeWords } from './code-words.ts';

export const REQUEST_OUTCOME_NAMES: CodeWords<RequestOutcome> = {
  zh: { done: '成功', refused: '被拒绝', failed: '系统失败' },
  en: { done: 'Done', refused: 'Refused', failed: 'Failed here' },
};

export const REQUEST_STEP_NAMES: CodeWords<RequestStep> = {
  zh: {
    limits: '频率与大小',
    path: '接口地址',
    body: '请求体',
    id: 'appid',
    sign: '签名',
    time: '请求时间',
    nonce: '随机数',
    source: '来源地址',
    frozen: '应用冻结',
    version: '协议版本',
    decrypt: '解密',
    json: 'JSON',
    replay: '跨接口重放',
    field: '字段',
    business: '业务规则',
    server: '服务器',
  },
  en: {
    limits: 'Rate and size',
    path: 'Address',
    body: 'Body',
    id: 'appid',
    sign: 'Signature',
    time: 'Time of the request',
    nonce: 'Nonce',
    source: 'Source address',
    frozen: 'Frozen app',
    version: 'Version',
    decrypt: 'Decryption',
    json: 'JSON',
    replay: 'Param of another interface',
    field: 'Field',
    business: 'Business rule',
    server: 'Server',
  },
};
