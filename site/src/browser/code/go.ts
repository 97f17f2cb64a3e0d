import type { Call } from './call.ts';
import { keyOf, quoted } from './literals.ts';

export function go({ baseUrl, keys, interfaceName, content }: Call): string {
  return `package main

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/md5"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"log"
	"net/http"
	"net/url"
	"time"
)

const id, secret, key = ${quoted(keys.appId)}, ${quoted(keys.appSecret)}, ${quoted(keyOf(keys))}

func sign(text string) string { return fmt.Sprintf("%x", md5.Sum([]byte(text+secret))) }

func main() {
	block, _ := aes.NewCipher([]byte(key))
	iv := []byte(key[:16])
	plain := []byte(${quoted(content)})
	padding := aes.BlockSize - len(plain)%aes.BlockSize
	plain = append(plain, bytes.Repeat([]byte{byte(padding)}, padding)...)
	cipher.NewCBCEncrypter(block, iv).CryptBlocks(plain, plain)
	param := base64.StdEncoding.EncodeToString(plain)

	client := http.Client{Timeout: 15 * time.Second}
	response, err := client.PostForm(${quoted(`${baseUrl}/pay_api/${interfaceName}`)},
		url.Values{"id": {id}, "param": {param}, "sign": {sign(id + param)}})
	if err != nil {
		log.Fatal("unknown: ", err)
	}
	defer response.Body.Close()
	var answer struct {
		Code    int    \`json:"ret_code"\`
		Content string \`json:"ret_content"\`
		Sign    string \`json:"sign"\`
	}
	if err := json.NewDecoder(response.Body).Decode(&answer); err != nil {
		log.Fatal("unknown: ", err)
	}
	if sign(fmt.Sprint(answer.Code)+answer.Content) != answer.Sign {
		log.Fatal("unknown: ", answer.Content)
	}
	sealed, _ := base64.StdEncoding.DecodeString(answer.Content)
	cipher.NewCBCDecrypter(block, iv).CryptBlocks(sealed, sealed)
	fmt.Println(answer.Code, string(sealed[:len(sealed)-int(sealed[len(sealed)-1])]))
}
`;
}
