/**
 * Notifications of WeChat Pay that come at once, on the embedded cloud: `npm run bench -- pay [at once] [rounds]`, 100
 * and 5 unless said otherwise. Driver, database, queues and functions share the machine. It prints how long the answers
 * took, and exits with 1 where one was not 204, or took a second or more.
 */

import { generateKeyPairSync, randomUUID } from "node:crypto";
import { type PaySigner, payNotificationBody, payTime, signedByPay } from "../local/sim/pay/wire.ts";
import { aCloud, aSite } from "../test/local/cloud/a-cloud.ts";
import { requestJson } from "../test/support/http-json.ts";

const SECOND = 1000;
const MERCHANT = { mchId: "1900000999", apiV3Key: "benchApiV3KeyOf32LettersAndDigit" } as const;
const PUBLIC_KEY_ID = "PUB_KEY_ID_0119000009990000000000000000000001";
const APP_ID = "wx_demo_official";

const [atOnce = 100, rounds = 5] = process.argv.slice(2).map(Number);
const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const signer: PaySigner = { serial: PUBLIC_KEY_ID, privateKey };

function notification(now: number) {
  const order = randomUUID().replaceAll("-", "");
  const resource = {
    mchid: MERCHANT.mchId,
    appid: APP_ID,
    out_trade_no: order,
    transaction_id: `42${order}`,
    trade_state: "SUCCESS",
    attach: "",
    success_time: payTime(now),
    payer: { openid: `o-${order}` },
    amount: { total: 100, payer_total: 100, currency: "CNY" },
  };
  const head = { apiV3Key: MERCHANT.apiV3Key, id: order, createdAt: now, eventType: "TRANSACTION.SUCCESS" };
  return signedByPay(signer, payNotificationBody({ ...head, originalType: "transaction", resource }), now);
}

const site = aSite();
const cloud = await aCloud(site);
try {
  const pem = publicKey.export({ type: "spki", format: "pem" }).toString();
  const merchant = { name: "bench", apiV3Key: MERCHANT.apiV3Key, publicKey: { id: PUBLIC_KEY_ID, pem } };
  await demand("PUT", `/api/merchants/${MERCHANT.mchId}`, merchant);
  const account = { channel: "official", appId: APP_ID, wxid: "gh_demo", name: "bench", activeSince: "2024-01-01" };
  await demand("POST", "/api/accounts", account);
  let isSlow = false;
  for (let round = 1; round <= rounds; round += 1) {
    const requests = Array.from({ length: atOnce }, () => notification(cloud.clock.now()));
    const answers = await Promise.all(requests.map(post));
    const times = answers.map(({ ms }) => ms).sort((a, b) => a - b);
    const refused = answers.filter(({ status }) => status !== 204).length;
    const at = (share: number) => Math.round(times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0);
    console.log(`round ${round}: p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, longest ${at(1)} ms, ${refused} not taken`);
    // The first round starts the processes.
    if (round > 1 && (refused > 0 || at(1) >= SECOND)) isSlow = true;
  }
  if (isSlow) process.exitCode = 1;
} finally {
  await cloud.stop();
  site.remove();
}

async function post({ headers, body }: ReturnType<typeof notification>) {
  const from = performance.now();
  const { status } = await requestJson("POST", `${cloud.url}/callbacks/wechat-pay/${MERCHANT.mchId}`, {
    body,
    headers,
  });
  return { status, ms: performance.now() - from };
}

async function demand(method: string, path: string, body: object): Promise<void> {
  const answer = await cloud.api(`${method} ${path}`, body);
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
}
