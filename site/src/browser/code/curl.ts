import type { Call } from './call.ts';
import { keyOf, shellQuoted } from './literals.ts';

export function curl({ baseUrl, keys, interfaceName, content }: Call): string {
  return `ID=${shellQuoted(keys.appId)} SECRET=${shellQuoted(keys.appSecret)} KEY=${shellQuoted(keyOf(keys))}
hex() { printf %s "$1" | od -An -v -tx1 | tr -d ' \\n'; }
aes() { openssl enc "$@" -${keys.cipher} -K "$(hex "$KEY")" -iv "$(hex "$(printf %.16s "$KEY")")" -base64 -A; }
sign() { printf %s "$1$SECRET" | openssl dgst -md5 -r | cut -c1-32; }
field() { printf %s "$ANSWER" | sed 's/.*"'"$1"'":"\\{0,1\\}\\([^",}]*\\).*/\\1/'; }

PARAM=$(printf %s ${shellQuoted(content)} | aes)
ANSWER=$(curl -sS --max-time 15 ${shellQuoted(`${baseUrl}/pay_api/${interfaceName}`)} \\
  -d "id=$ID" --data-urlencode "param=$PARAM" -d "sign=$(sign "$ID$PARAM")")

CODE=$(field ret_code) SEALED=$(field ret_content)
if [ "$(sign "$CODE$SEALED")" != "$(field sign)" ]; then echo "unknown: $SEALED"; exit 1; fi
echo "$CODE $(printf %s "$SEALED" | aes -d)"
`;
}
