import type { Call } from './call.ts';
import { keyOf, quoted } from './literals.ts';

export function csharp({ baseUrl, keys, interfaceName, content }: Call): string {
  return `using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

const string id = ${quoted(keys.appId)}, secret = ${quoted(keys.appSecret)};
byte[] key = Encoding.ASCII.GetBytes(${quoted(keyOf(keys))});
string Sign(string text)
{
    using var md5 = MD5.Create();
    return string.Concat(md5.ComputeHash(Encoding.UTF8.GetBytes(text + secret)).Select(one => one.ToString("x2")));
}
using var aes = Aes.Create();
(aes.Mode, aes.Padding, aes.Key, aes.IV) = (CipherMode.CBC, PaddingMode.PKCS7, key, key.Take(16).ToArray());

byte[] plain = Encoding.UTF8.GetBytes(${quoted(content)});
string param = Convert.ToBase64String(aes.CreateEncryptor().TransformFinalBlock(plain, 0, plain.Length));
using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(15) };
var response = await http.PostAsync(${quoted(`${baseUrl}/pay_api/${interfaceName}`)}, new FormUrlEncodedContent(
    new Dictionary<string, string> { ["id"] = id, ["param"] = param, ["sign"] = Sign(id + param) }));

var answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
string code = answer.GetProperty("ret_code").GetRawText(), sealedText = answer.GetProperty("ret_content").GetString();
if (Sign(code + sealedText) != answer.GetProperty("sign").GetString()) throw new Exception("unknown: " + sealedText);
byte[] bytes = Convert.FromBase64String(sealedText);
byte[] opened = aes.CreateDecryptor().TransformFinalBlock(bytes, 0, bytes.Length);
Console.WriteLine(code + " " + Encoding.UTF8.GetString(opened));
`;
}
