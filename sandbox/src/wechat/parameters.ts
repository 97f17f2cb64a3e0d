import { type ParameterDetail, parameterError } from './wechat-error.ts';

/** What a field of a request may be. Lengths are bytes of UTF-8, as WeChat counts them. */
export type Rule =
  | {
      readonly type: 'string';
      readonly min?: number;
      readonly max: number;
      readonly pattern?: RegExp;
      /** The error message for a value that does not match the pattern. */
      readonly issue?: string;
    }
  | { readonly type: 'integer'; readonly min: number; readonly max: number }
  | { readonly type: 'boolean' }
  | { readonly type: 'object'; readonly fields: Fields }
  | { readonly type: 'list'; readonly max: number; readonly of: Rule };

export interface Fields {
  readonly [name: string]: Rule & { readonly required?: boolean };
}

/**
 * Checks a body against its documentation: first that every field is documented, then each value.
 * @throws WechatError PARAM_ERROR naming the first defect
 */
export function checkBody(fields: Fields, body: unknown): void {
  if (!isObject(body)) throw parameterError('请求报文格式不符合要求：应为JSON对象');
  refuseUnknown(fields, body, '');
  checkFields(fields, body, '');
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function refuseUnknown(fields: Fields, body: Readonly<Record<string, unknown>>, pointer: string): void {
  for (const [name, value] of Object.entries(body)) {
    const rule = Object.hasOwn(fields, name) ? fields[name] : undefined;
    const field = `${pointer}/${name}`;
    if (!rule) {
      const issue = '未定义的参数';
      throw parameterError('请求中含有未在API文档中定义的参数', { field, value, issue, location: 'body' });
    }
    refuseUnknownWithin(rule, value, field);
  }
}

function refuseUnknownWithin(rule: Rule, value: unknown, field: string): void {
  if (rule.type === 'object' && isObject(value)) refuseUnknown(rule.fields, value, field);
  if (rule.type === 'list' && Array.isArray(value)) {
    for (const [index, item] of value.entries()) refuseUnknownWithin(rule.of, item, `${field}/${index}`);
  }
}

function checkFields(fields: Fields, body: Readonly<Record<string, unknown>>, pointer: string): void {
  for (const [name, rule] of Object.entries(fields)) {
    const value = body[name];
    const field = `${pointer}/${name}`;
    if (value !== undefined) checkValue(rule, value, field);
    else if (rule.required) throw defect({ field, value: null, issue: '缺少必填参数', location: 'body' });
  }
}

function checkValue(rule: Rule, value: unknown, field: string): void {
  const issue = issueOf(rule, value);
  if (issue !== undefined) throw defect({ field, value, issue, location: 'body' });
  if (rule.type === 'object' && isObject(value)) checkFields(rule.fields, value, field);
  if (rule.type === 'list' && Array.isArray(value)) {
    for (const [index, item] of value.entries()) checkValue(rule.of, item, `${field}/${index}`);
  }
}

function issueOf(rule: Rule, value: unknown): string | undefined {
  switch (rule.type) {
    case 'string': {
      if (typeof value !== 'string') return '类型应为string';
      const bytes = Buffer.byteLength(value);
      const { min = 1, max } = rule;
      if (bytes < min) return `字节数 ${bytes}，小于最小值 ${min}`;
      if (bytes > max) return `字节数 ${bytes}，大于最大值 ${max}`;
      return rule.pattern && !rule.pattern.test(value) ? (rule.issue ?? '格式不符合要求') : undefined;
    }
    case 'integer':
      if (!Number.isInteger(value)) return '类型应为integer';
      if (Number(value) < rule.min) return `值低于最小值 ${rule.min}`;
      return Number(value) > rule.max ? `值高于最大值 ${rule.max}` : undefined;
    case 'boolean':
      return typeof value === 'boolean' ? undefined : '类型应为boolean';
    case 'object':
      return isObject(value) ? undefined : '类型应为object';
    case 'list':
      if (!Array.isArray(value)) return '类型应为array';
      return value.length > rule.max ? `元素个数大于最大值 ${rule.max}` : undefined;
  }
}

function defect(detail: ParameterDetail): Error {
  return parameterError(
    `输入源“/body${detail.field}”映射到字段“${detail.field.split('/').at(-1)}”规则校验失败，${detail.issue}`,
    detail,
  );
}
