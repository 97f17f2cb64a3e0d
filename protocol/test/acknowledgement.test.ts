import { expect, test } from 'vitest';
import { isAcknowledgement } from '../src/acknowledgement.ts';

test.each([
  [200, 'success'],
  [200, ' SUCCESS\r\n'],
  [204, 'Success'],
  [299, '\uFEFFsuccess'],
  [200, '{"ret_code":0}'],
  [200, '{"ret_code":"0","ret_content":"接收处理成功","sign":""}'],
  [200, '\uFEFF {"ret_code": 0} \n'],
  [200, '\r\n\uFEFF\uFEFFsuccess'],
  [200, '"success"'],
  [200, '\uFEFF"SUCCESS"\r\n'],
  [200, '" success\\n"'],
  [200, '"\\u0073uccess"'],
  [200, '"{\\"ret_code\\":0}"'],
])('%i %j is an acknowledgement', (status, body) => {
  expect(isAcknowledgement(status, body)).toBe(true);
});

test.each([
  [199, 'success'],
  [301, 'success'],
  [302, '{"ret_code":0}'],
  [400, 'success'],
  [500, 'success'],
  [200, ''],
  [200, '"success'],
  [200, 'success"'],
  [200, '"successful"'],
  [200, '"succ"'],
  [200, '"success" "success"'],
  [200, '["success"]'],
  [200, "'success'"],
  [200, 'succ'],
  [200, 'successful'],
  [200, 'no success'],
  [200, '<html>success</html>'],
  [200, '{"ret_code":1}'],
  [200, '{"ret_code":-1}'],
  [200, '{"ret_code":"00"}'],
  [200, '{"ret_code":false}'],
  [200, '{"ret_code":null}'],
  [200, '{"ret_code":[0]}'],
  [200, '{"result":0}'],
  [200, '[{"ret_code":0}]'],
  [200, '0'],
  [200, '{"ret_code":0'],
])('%i %j is none', (status, body) => {
  expect(isAcknowledgement(status, body)).toBe(false);
});
