import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { credentialsOf, OFFICIAL_ACCOUNT } from "../../../local/sim/weixin/credentials.ts";
import { requestJson } from "../../support/http-json.ts";
import { aCloud, aSite } from "./a-cloud.ts";

const { appId, originalId, name } = OFFICIAL_ACCOUNT;
/** The embedded cloud takes pages of this machine only. */
const SHOP = "http://localhost:3000";
const page = `${SHOP}/order?id=1&name=%E5%BA%97`;

const signedSchema = z.object({
  appId: z.literal(appId),
  timestamp: z.number(),
  nonceStr: z.string(),
  signature: z.string(),
  ticketId: z.string(),
});
const callsSchema = z.object({ calls: z.array(z.looseObject({ ret: z.number().nullable() })) });
const webSchema = z.looseObject({ revision: z.number() });

describe("pages that use WeChat's JS-SDK in the embedded cloud", () => {
  const site = aSite();
  let cloud: Awaited<ReturnType<typeof aCloud>>;

  beforeAll(async () => {
    cloud = await aCloud(site);
    const account = { channel: "official", appId, wxid: originalId, name, activeSince: "2024-01-01" };
    expect((await cloud.api("POST /api/accounts", account)).status).toBe(201);
    const set = await cloud.api(`PUT /api/accounts/${appId}/credentials`, credentialsOf(OFFICIAL_ACCOUNT));
    expect(set.status).toBe(200);
    const before = webSchema.parse((await cloud.api(`GET /api/accounts/${appId}/web`)).json());
    const access = { redirects: [], origins: [], signedOrigins: [SHOP], delivery: "code" };
    const kept = await cloud.api(`PUT /api/accounts/${appId}/web`, { ...access, revision: before.revision });
    expect(kept.status).toBe(200);
  });
  afterAll(async () => {
    await cloud.stop();
    site.remove();
  });

  const ask = (query: Record<string, string>, origin = SHOP) =>
    fetch(`${cloud.url}/jssdk/${appId}/signature?${new URLSearchParams(query)}`, { headers: { origin } });
  const signed = async (query: Record<string, string>) => signedSchema.parse(await (await ask(query)).json());
  /** What WeChat's client tells the page. */
  const config = async (url: string, { timestamp, nonceStr, signature }: z.infer<typeof signedSchema>) =>
    (
      await requestJson("POST", `${cloud.simulatorUrl}/sim/js-sdk/${appId}/config`, {
        body: { url, timestamp, nonceStr, signature },
      })
    ).json();
  const tickets = async () => {
    const url = `${cloud.simulatorUrl}/sim/calls?appId=${appId}&path=${encodeURIComponent("/cgi-bin/ticket/getticket")}`;
    return callsSchema.parse((await requestJson("GET", url)).json()).calls.length;
  };

  it("get a signature that WeChat's client takes, for the very address that the page has", async () => {
    const answer = await ask({ url: `${page}#/paid` });
    expect([answer.status, answer.headers.get("access-control-allow-origin")]).toEqual([200, SHOP]);
    const first = signedSchema.parse(await answer.json());
    expect(await config(`${page}#/anywhere`, first)).toEqual({ errMsg: "config:ok" });
    expect(await config(`${page}&more=1`, first)).toEqual({ errMsg: "config:invalid signature" });
  });

  it("make one question for a ticket, however many of them are signed", async () => {
    const many = await Promise.all(Array.from({ length: 60 }, () => signed({ url: page })));
    expect(new Set(many.map(({ nonceStr }) => nonceStr)).size).toBe(60);
    expect(await tickets()).toBe(1);
  });

  it("may ask before they ask", async () => {
    const headers = { origin: SHOP, "access-control-request-method": "GET" };
    const answer = await fetch(`${cloud.url}/jssdk/${appId}/signature`, { method: "OPTIONS", headers });
    expect([answer.status, answer.headers.get("access-control-allow-origin")]).toEqual([204, SHOP]);
  });

  it("of other sites are refused", async () => {
    expect((await ask({ url: "https://evil.example/" })).status).toBe(403);
    expect((await ask({ url: page }, "http://localhost:4000")).status).toBe(403);
  });

  it("are signed with the next ticket where WeChat ends the present one before its time", async () => {
    const { ticketId } = await signed({ url: page });
    await requestJson("POST", `${cloud.simulatorUrl}/sim/js-sdk/${appId}/end-ticket`);
    const stale = await signed({ url: page });
    expect(stale.ticketId).toBe(ticketId);
    expect(await config(page, stale)).toEqual({ errMsg: "config:invalid signature" });
    const next = await signed({ url: page, refused: ticketId });
    expect(next.ticketId).not.toBe(ticketId);
    expect(await config(page, next)).toEqual({ errMsg: "config:ok" });
  });

  it("make no more questions by saying again that a ticket is refused", async () => {
    const before = await tickets();
    const { ticketId: refused } = await signed({ url: page });
    const answers = await Promise.all(Array.from({ length: 40 }, () => signed({ url: page, refused })));
    expect(new Set(answers.map(({ ticketId }) => ticketId))).toEqual(new Set([refused]));
    expect(await tickets()).toBe(before);
  });
});
