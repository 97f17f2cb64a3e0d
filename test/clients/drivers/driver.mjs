import { createInterface } from 'node:readline';

const [folder, baseUrl, appId, appSecret, aesKey, cipher] = process.argv.slice(2);
const { PayError, UnknownOutcome, ZhixiaoPay } = await import(`${folder}/zhixiao-pay.mjs`);
const pay = new ZhixiaoPay({ baseUrl, appId, appSecret, aesKey, cipher });
const DO = {
  encrypt: (text) => pay.encrypt(text),
  decrypt: (text) => pay.decrypt(text),
  sign: (text) => pay.sign(text),
  notification: (form) => pay.readNotification(form),
  create: (order) => pay.createOrder(order),
  query: (number) => pay.queryOrder(number),
  cancel: (number) => pay.cancelOrder(number),
  refund: (refund) => pay.refundOrder(refund),
};
const answerOf = (error) => {
  if (error instanceof PayError) return { refused: error.code, message: error.message };
  return error instanceof UnknownOutcome ? { unknown: error.message } : { invalid: error.message };
};
for await (const line of createInterface({ input: process.stdin })) {
  const [name, given] = JSON.parse(line);
  const answer = await (async () => ({ ok: await DO[name](given) }))().catch(answerOf);
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
