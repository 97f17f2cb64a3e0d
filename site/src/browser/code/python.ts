import type { Call } from './call.ts';
import { keyOf, quoted } from './literals.ts';

export function python({ baseUrl, keys, interfaceName, content }: Call): string {
  return `# pip install cryptography
import base64, hashlib, json, urllib.error, urllib.parse, urllib.request
from cryptography.hazmat.primitives import padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

ID, SECRET, KEY = ${quoted(keys.appId)}, ${quoted(keys.appSecret)}, ${quoted(keyOf(keys))}.encode()
aes = Cipher(algorithms.AES(KEY), modes.CBC(KEY[:16]))

def encrypt(text):
    pad, aes_in = padding.PKCS7(128).padder(), aes.encryptor()
    return base64.b64encode(aes_in.update(pad.update(text.encode()) + pad.finalize()) + aes_in.finalize()).decode()

def decrypt(text):
    unpad, aes_out = padding.PKCS7(128).unpadder(), aes.decryptor()
    return (unpad.update(aes_out.update(base64.b64decode(text)) + aes_out.finalize()) + unpad.finalize()).decode()

def sign(text):
    return hashlib.md5((text + SECRET).encode()).hexdigest()

param = encrypt(${quoted(content)})
form = urllib.parse.urlencode({'id': ID, 'param': param, 'sign': sign(ID + param)}).encode()
try:
    with urllib.request.urlopen(${quoted(`${baseUrl}/pay_api/${interfaceName}`)}, form, timeout=15) as response:
        answer = json.load(response)
except urllib.error.HTTPError as error:
    answer = json.load(error)
if sign(str(answer['ret_code']) + answer['ret_content']) != answer['sign']:
    raise SystemExit('unknown: ' + answer['ret_content'])
print(answer['ret_code'], decrypt(answer['ret_content']))
`;
}
