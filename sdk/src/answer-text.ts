/** More than any answer has: the longest are lists of refunds. */
const ANSWER_LIMIT_BYTES = 4 * 1024 * 1024;

/**
 * The text of an answer. Whoever answers in the gateway's place could go on for as long as the call may take.
 * @throws RangeError when it is too long; whatever ends the connection
 */
export async function answerText({ body }: Pick<Response, 'body'>): Promise<string> {
  if (!body) return '';
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let text = '';
  let left = ANSWER_LIMIT_BYTES;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    left -= value.byteLength;
    if (left < 0) {
      await reader.cancel();
      throw new RangeError(`应答超过 ${ANSWER_LIMIT_BYTES} 字节`);
    }
    text += decoder.decode(value, { stream: true });
  }
}
