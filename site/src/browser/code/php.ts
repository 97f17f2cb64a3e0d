import type { Call } from './call.ts';
import { keyOf, singleQuoted } from './literals.ts';

export function php({ baseUrl, keys, interfaceName, content }: Call): string {
  return `<?php
$id = ${singleQuoted(keys.appId)};
$secret = ${singleQuoted(keys.appSecret)};
$key = ${singleQuoted(keyOf(keys))};
$iv = substr($key, 0, 16);

$content = ${singleQuoted(content)};
$param = base64_encode(openssl_encrypt($content, '${keys.cipher}', $key, OPENSSL_RAW_DATA, $iv));
$form = array('id' => $id, 'param' => $param, 'sign' => md5($id . $param . $secret));

$context = stream_context_create(array('http' => array(
    'method' => 'POST',
    'header' => 'Content-Type: application/x-www-form-urlencoded',
    'content' => http_build_query($form),
    'timeout' => 15,
    'ignore_errors' => true,
)));
$answer = json_decode(file_get_contents(${singleQuoted(`${baseUrl}/pay_api/${interfaceName}`)}, false, $context), true);
if (!hash_equals(md5($answer['ret_code'] . $answer['ret_content'] . $secret), $answer['sign'])) {
    exit('unknown: ' . $answer['ret_content'] . "\\n");
}
echo $answer['ret_code'], ' ', openssl_decrypt($answer['ret_content'], '${keys.cipher}', $key, 0, $iv), "\\n";
`;
}
