import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { PLATFORM, PLATFORM_CREDENTIALS } from "../../../local/sim/weixin/component/credentials.ts";
import { OFFICIAL_ACCOUNT } from "../../../local/sim/weixin/credentials.ts";
import { eventually, requestJson } from "../../support/http-json.ts";
import { aCloud, aSite } from "./a-cloud.ts";

const { appId } = OFFICIAL_ACCOUNT;
const { componentAppId } = PLATFORM;
const SHOP = "http://127.0.0.1:4173";
const HOME = `${SHOP}/account/`;
const BY_PLATFORM = "/sns/oauth2/component/access_token";
const BY_SECRET = "/sns/oauth2/access_token";

const callsSchema = z.object({ calls: z.array(z.looseObject({ ret: z.number().nullable() })) });

describe("web sign-in at an account of a third-party platform, in the embedded cloud", () => {
  const site = aSite();
  let cloud: Awaited<ReturnType<typeof aCloud>>;

  beforeAll(async () => {
    cloud = await aCloud(site);
    expect((await cloud.api(`PUT /api/components/${componentAppId}`, PLATFORM_CREDENTIALS)).status).toBe(200);
    expect((await cloud.api(`POST /api/components/${componentAppId}/start-push-ticket`)).status).toBe(200);
    await eventually("a ticket", 20_000, async () =>
      (await cloud.api("GET /api/components")).text.includes('"ticketAge"') ? true : undefined,
    );
    await owner("authorize", "ONLINE");
    const access = { redirects: [HOME], origins: [SHOP], signedOrigins: [], delivery: "cookie" };
    expect((await cloud.api(`PUT /api/accounts/${appId}/web`, access)).status).toBe(200);
  });
  afterAll(async () => {
    await cloud.stop();
    site.remove();
  });

  async function owner(action: "authorize" | "withdraw", state: string): Promise<void> {
    await requestJson("POST", `${cloud.simulatorUrl}/sim/authorizations`, { body: { appId, action } });
    await eventually(`the account ${state}`, 30_000, async () =>
      (await cloud.api(`GET /api/accounts/${appId}`)).text.includes(`"state":"${state}"`) ? true : undefined,
    );
  }
  const exchanges = async (path: string) => {
    const answer = await requestJson("GET", `${cloud.simulatorUrl}/sim/calls?path=${encodeURIComponent(path)}`);
    return callsSchema.parse(answer.json()).calls.map(({ ret }) => ret);
  };

  /** A person's browser, which follows nothing by itself. */
  function aPerson(as: string) {
    const cookies = new Map<string, string>();
    async function open(url: string, headers: Readonly<Record<string, string>> = {}) {
      const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
      const answer = await fetch(url, { headers: { ...headers, cookie }, redirect: "manual" });
      for (const set of answer.headers.getSetCookie()) {
        const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
        cookies.set(name, value);
      }
      return { status: answer.status, location: answer.headers.get("location") ?? "", text: await answer.text() };
    }
    /** From the start to WeChat, and to where WeChat leads back. */
    async function toCallback(choice: "accept" | "refuse" | "snapshot"): Promise<string> {
      const query = new URLSearchParams({ redirect: HOME, scope: "userinfo" });
      const { location } = await open(`${cloud.url}/oauth/${appId}/start?${query}`);
      expect(new URL(location).searchParams.get("component_appid")).toBe(componentAppId);
      expect(location).toMatch(/#wechat_redirect$/);
      const [asked = ""] = location.split("#");
      return (await open(`${asked}&${new URLSearchParams({ as, choice })}`)).location;
    }
    return { cookies, open, toCallback };
  }

  it("leads a person to WeChat in the platform's name, and back with a session", async () => {
    const person = aPerson("oPerson1");
    const back = await person.toCallback("accept");
    expect(await person.open(back)).toMatchObject({ status: 302, location: HOME });
    expect(person.cookies.get(`__Host-session-${appId}`)).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
    expect([await exchanges(BY_PLATFORM), await exchanges(BY_SECRET)]).toEqual([[0], []]);
    const shown = await person.open(`${cloud.url}/oauth/${appId}/profile`, { origin: SHOP });
    expect(JSON.parse(shown.text)).toMatchObject({ nickname: expect.any(String) });
    const again = await person.open(back);
    expect(again.location).toContain(`/oauth/${appId}/start?`);
    const stranger = aPerson("oPerson2");
    expect(await stranger.open(await person.toCallback("accept"))).toMatchObject({ status: 410, location: "" });
    expect(await exchanges(BY_PLATFORM)).toEqual([0]);
  });

  it.each([
    ["refuses", "refuse", "没有同意授权"],
    ["looks at a snapshot", "snapshot", "「使用完整服务」"],
  ] as const)("opens no session for a person who %s", async (_what, choice, words) => {
    const person = aPerson("oPerson3");
    const page = await person.open(await person.toCallback(choice));
    expect(page.status).toBe(403);
    expect(page.text).toContain(words);
    expect(person.cookies.has(`__Host-session-${appId}`)).toBe(false);
  });

  it("answers 503 while WeChat is busy, and signs the person in who begins anew", async () => {
    const fault = { kind: "errcode", value: -1, times: 1, match: { path: BY_PLATFORM } };
    await requestJson("POST", `${cloud.simulatorUrl}/sim/faults`, { body: fault });
    const person = aPerson("oPerson5");
    expect(await person.open(await person.toCallback("accept"))).toMatchObject({ status: 503, location: "" });
    expect(await person.open(await person.toCallback("accept"))).toMatchObject({ status: 302, location: HOME });
  });

  it("says that nobody can sign in once the owner has taken the account back", async () => {
    const person = aPerson("oPerson4");
    const back = await person.toCallback("accept");
    await owner("withdraw", "IDLE");
    expect(await person.open(back)).toMatchObject({ status: 503, location: "" });
    await cloud.idle();
  });
});
