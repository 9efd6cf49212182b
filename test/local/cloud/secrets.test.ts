import { readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join, relative } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, it } from "vitest";
import { PLATFORM, PLATFORM_CREDENTIALS } from "../../../local/sim/weixin/component/credentials.ts";
import { MINI_PROGRAM, OFFICIAL_ACCOUNT, OFFICIAL_CREDENTIALS } from "../../../local/sim/weixin/credentials.ts";
import { eventually, requestJson } from "../../support/http-json.ts";
import { aCloud, aSite } from "./a-cloud.ts";

const { appId, originalId, name } = OFFICIAL_ACCOUNT;
const { componentAppId } = PLATFORM;
const OPENID = "oGTcHv1Zq8fKk3nQ2wX5yB7dL0mR";
const WRONG = "recognizable-wrong-secret";
const GREETING = {
  id: "greeting",
  name: "问候",
  match: { type: "keyword", mode: "contains", keywords: ["你好"] },
  actions: [{ type: "reply", text: "您好" }],
};

/** What operators give once, and nothing may tell again. */
const GIVEN = [OFFICIAL_ACCOUNT, PLATFORM].flatMap(({ appSecret, token, encodingAesKey }) => [
  appSecret,
  token,
  encodingAesKey,
]);

/** Tables of the simulator with what WeChat gives: only the tokens of accounts and platforms are kept unsealed. */
const KEPT = ["weixinTokens", "weixinTickets"];
const NEVER_SHOWN = ["weixinPlatforms", "weixinAuthorizations"];

/** Texts of such a table that are long enough to be secrets. */
function secretsIn(database: string, tables: readonly string[]): readonly string[] {
  using db = new DatabaseSync(database, { readOnly: true });
  const found = new Set<string>();
  const look = (value: unknown): void => {
    if (typeof value === "string" && value.length >= 20) found.add(value);
    else if (typeof value === "object" && value !== null) Object.values(value).forEach(look);
  };
  for (const table of tables) {
    for (const { body } of db.prepare(`SELECT body FROM ${table}`).all()) look(JSON.parse(String(body)));
  }
  return [...found];
}

function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((path) => join(folder, path))
    .filter((path) => statSync(path).isFile());
}

/** Where the secrets stand, as `<file>: <secret>`. */
function placesOf(secrets: readonly string[], texts: ReadonlyMap<string, Buffer>): readonly string[] {
  return [...texts].flatMap(([place, text]) =>
    secrets.filter((secret) => text.includes(secret)).map((secret) => `${place}: ${secret}`),
  );
}

it("tells no secret in files, logs, metrics, events and answers of a whole run", async () => {
  const site = aSite();
  const texts = new Map<string, Buffer>();
  try {
    const cloud = await aCloud(site);
    const api = async (request: string, body?: object) => {
      const answer = await cloud.api(request, body);
      texts.set(`${request} #${texts.size}`, Buffer.from(answer.text));
      return answer.status;
    };
    const sim = (path: string, body: object) =>
      requestJson("POST", `${cloud.simulatorUrl}/sim/${path}`, { body: { appId, ...body } });
    const sent = (count: number) =>
      eventually(`${count} answers`, 60_000, async () => {
        const { text } = await requestJson("GET", `${cloud.simulatorUrl}/sim/calls?path=/cgi-bin/message/custom/send`);
        const { calls } = JSON.parse(text) as { calls: { executed: boolean }[] };
        return calls.filter(({ executed }) => executed).length >= count ? true : undefined;
      });

    expect(await api("PUT /api/rules", { rules: [GREETING] })).toBe(200);
    expect(await api("POST /api/accounts", { channel: "official", appId, wxid: originalId, name })).toBe(201);
    const credentials = `/api/accounts/${appId}/credentials`;
    expect(await api(`PUT ${credentials}`, OFFICIAL_CREDENTIALS)).toBe(200);
    // What goes wrong: WeChat's refusal, a wrong form, a wrong revision, a callback that is not WeChat's.
    expect(await api(`PUT ${credentials}`, { appSecret: WRONG })).toBe(422);
    expect(await api(`PUT ${credentials}`, { ...OFFICIAL_CREDENTIALS, mode: OFFICIAL_CREDENTIALS.token })).toBe(400);
    expect(await api(`PUT ${credentials}`, { ...OFFICIAL_CREDENTIALS, revision: "9.9" })).toBe(409);
    const forged = `${cloud.url}/callbacks/official-account/${appId}?signature=1&timestamp=1&nonce=1`;
    expect((await fetch(forged, { method: "POST", body: "<xml></xml>" })).status).toBeGreaterThanOrEqual(400);
    await sim("messages", { from: OPENID, text: "你好" });
    await sent(1);
    // The same by a third-party platform, with an account of its own.
    expect(await api(`PUT /api/components/${componentAppId}`, PLATFORM_CREDENTIALS)).toBe(200);
    expect(await api(`POST /api/components/${componentAppId}/start-push-ticket`)).toBe(200);
    await eventually("a ticket", 20_000, async () =>
      (await cloud.api("GET /api/components")).text.includes("ticketAge") ? true : undefined,
    );
    const mini = { appId: MINI_PROGRAM.appId };
    await sim("authorizations", { ...mini, action: "authorize" });
    await eventually("the mini program", 30_000, async () =>
      (await cloud.api(`GET /api/accounts/${mini.appId}`)).status === 200 ? true : undefined,
    );
    await sim("messages", { ...mini, from: OPENID, text: "你好" });
    await sent(2);
    const simulator =
      filesIn(site.dataDir).find((file) => basename(file) === "simulator.sqlite") ?? expect.fail("gone");
    // A refresh token goes with its authorization.
    const given = secretsIn(simulator, NEVER_SHOWN);
    await sim("authorizations", { ...mini, action: "withdraw" });
    expect(await api(`POST /api/accounts/${appId}/weixin/call?endpoint=tags.list`, {})).toBe(200);
    await cloud.idle();

    for (const path of [
      "/api/accounts",
      `/api/accounts/${appId}`,
      credentials,
      "/api/components",
      `/api/components/${componentAppId}/authorizations`,
      `/api/accounts/${appId}/conversations/${OPENID}`,
      "/api/audit",
      "/api/settings",
    ]) {
      expect(await api(`GET ${path}`), path).toBe(200);
    }
    for (const path of ["metrics", "usage", "sns", "functions", "refusals"]) {
      const { status, text } = await requestJson("GET", `${cloud.url}/local/${path}`);
      expect(status, path).toBe(200);
      texts.set(`/local/${path}`, Buffer.from(text));
    }
    await cloud.stop();

    for (const file of filesIn(site.dataDir)) texts.set(relative(site.dataDir, file), readFileSync(file));
    const isSimulators = (place: string) => basename(place).startsWith("simulator.");
    const isTable = (place: string) => /(^|\/)dyn(oxide|alite)/.test(place);
    const outside = new Map([...texts].filter(([place]) => !isSimulators(place)));
    const beside = new Map([...outside].filter(([place]) => !isTable(place)));
    const [kept, never] = [secretsIn(simulator, KEPT), [...given, ...secretsIn(simulator, NEVER_SHOWN)]];
    expect(kept.length).toBeGreaterThan(1);
    expect(never.length).toBeGreaterThan(1);
    expect(placesOf([...GIVEN, WRONG, ...never], outside)).toEqual([]);
    expect(placesOf(kept, beside)).toEqual([]);
    // The search finds what is there: WeChat's own rows, tokens that the fleet keeps, and names in the log.
    expect(placesOf(never, texts)).not.toEqual([]);
    expect(placesOf(kept, outside)).not.toEqual([]);
    expect(placesOf([appId], beside).length).toBeGreaterThan(3);
  } finally {
    site.remove();
  }
});
