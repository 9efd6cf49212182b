import { credentialsOf, OFFICIAL_ACCOUNT } from "../../local/sim/weixin/credentials.ts";
import { aCloud, aSite } from "../../test/local/cloud/a-cloud.ts";
import { requestJson } from "../../test/support/http-json.ts";

const { appId, originalId, name } = OFFICIAL_ACCOUNT;
const SHOP = "http://localhost:3000";
const TICKETS = encodeURIComponent("/cgi-bin/ticket/getticket");

/** Milliseconds of half of the requests and of 99 in 100, and what was not answered with 200. */
export type SignedInCloud = {
  readonly p50: number;
  readonly p99: number;
  readonly failures: number;
  readonly questions: number;
};

/** Has so many pages signed in an embedded cloud, always `atOnce` at the same time. */
export async function signInCloud(requests: number, atOnce: number): Promise<SignedInCloud> {
  const site = aSite();
  const cloud = await aCloud(site);
  try {
    const account = { channel: "official", appId, wxid: originalId, name, activeSince: "2024-01-01" };
    await cloud.api("POST /api/accounts", account);
    await cloud.api(`PUT /api/accounts/${appId}/credentials`, credentialsOf(OFFICIAL_ACCOUNT));
    const access = { redirects: [], origins: [], signedOrigins: [SHOP], delivery: "code" };
    await cloud.api(`PUT /api/accounts/${appId}/web`, { ...access, revision: 0 });
    const ask = (n: number) =>
      requestJson("GET", `${cloud.url}/jssdk/${appId}/signature?url=${encodeURIComponent(`${SHOP}/order?id=${n}`)}`);
    for (let n = 0; n < 5; n += 1) await Promise.all(Array.from({ length: atOnce }, () => ask(n)));

    const took: number[] = [];
    let failures = 0;
    let next = 0;
    async function page(): Promise<void> {
      while (next < requests) {
        next += 1;
        const started = performance.now();
        const { status } = await ask(next);
        took.push(performance.now() - started);
        if (status !== 200) failures += 1;
      }
    }
    await Promise.all(Array.from({ length: atOnce }, page));
    took.sort((a, b) => a - b);
    const at = (share: number) => Number((took[Math.floor(took.length * share)] ?? Number.NaN).toFixed(1));
    const asked = await requestJson("GET", `${cloud.simulatorUrl}/sim/calls?appId=${appId}&path=${TICKETS}`);
    const { calls }: { calls: unknown[] } = JSON.parse(asked.text);
    return { p50: at(0.5), p99: at(0.99), failures, questions: calls.length };
  } finally {
    await cloud.stop();
    site.remove();
  }
}
