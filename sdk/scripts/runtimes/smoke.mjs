/** What the package must do in every runtime. Answers which profiles it speaks there; throws where one does not work. */
export async function smoke(sdk, { baseUrl, keys, notifications }) {
  const order = { body: '电费', out_trade_no: 'A1', total_fee: 100, notify_url: 'http://127.0.0.1/n' };
  const { order_id } = await sdk.createClient({ baseUrl, ...keys }).orderCreate(order);
  if (order_id !== '1') throw new Error(`order_create: ${order_id}`);
  const spoken = [];
  for (const { profile, headers, body } of notifications) {
    const taken = [];
    let receiver;
    try {
      receiver = sdk.notificationReceiver({ ...keys, profile, onPaid: (told) => void taken.push(told) });
    } catch (error) {
      if (profile !== 'v2-sm' || !(error instanceof TypeError)) throw error;
      continue;
    }
    const request = new Request('http://shop/notify', { method: 'POST', headers, body });
    const answer = await receiver.fetch(request);
    const text = await answer.text();
    if (text !== 'success' || taken[0].user_name !== '张三') throw new Error(`${profile}: ${text}`);
    spoken.push(profile);
  }
  return spoken;
}
