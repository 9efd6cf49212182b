import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { composeTickets } from "../../../shared/composition/tickets.ts";
import { composeWeixin } from "../../../shared/composition/weixin.ts";
import type { SendRequest } from "../../../shared/kernel/application/ports/http-request.ts";
import { ENV } from "../../../shared/names.ts";
import { createDynamoAuthorizations } from "../../../shared/official/adapters/dynamo-authorizations.ts";
import { createDynamoComponents } from "../../../shared/official/adapters/dynamo-components.ts";
import { createDynamoAppCredentials } from "../../../shared/official/adapters/dynamo-credentials.ts";
import { NOON } from "../../support/builders.ts";
import { type DynamoBackend, startDynamoBackend } from "../../support/dynamo-tables.ts";
import { recordingObservability } from "../../support/recording-observability.ts";

/** The one sealer of the test: KMS is not asked. */
const kms = vi.hoisted(() => ({ sealer: undefined as unknown }));
vi.mock("../../../shared/platform/kms/sealer.ts", async (original) => ({
  ...(await original<object>()),
  connectSealer: () => kms.sealer,
}));
vi.mock("../../../shared/platform/secrets/read-text.ts", () => ({
  createReadSecretText: () => async () => undefined,
}));

let backend: DynamoBackend;
beforeAll(async () => {
  backend = await startDynamoBackend("dynalite");
});
afterAll(() => backend.stop());
beforeEach(() => {
  vi.stubEnv(ENV.officialAccountsSecretId, "the-secret");
  vi.stubEnv(ENV.sealKeyArn, "the-key");
});
afterEach(() => void vi.unstubAllEnvs());

const ANSWERS: Readonly<Record<string, object>> = {
  "/cgi-bin/stable_token": { access_token: "own-token", expires_in: 7200 },
  "/cgi-bin/component/api_component_token": { component_access_token: "platform-token", expires_in: 7200 },
  "/cgi-bin/component/api_authorizer_token": { authorizer_access_token: "authorizer-token", expires_in: 7200 },
  "/cgi-bin/component/api_create_preauthcode": { pre_auth_code: "code", expires_in: 1800 },
  "/cgi-bin/ticket/getticket": { errcode: 0, errmsg: "ok", ticket: "a-ticket", expires_in: 7200 },
};

async function aWeixin() {
  const { client, freshTables } = backend;
  const tables = await freshTables();
  const { createMemorySealer } = await import("../../../shared/platform/memory/sealer.ts");
  const sealer = createMemorySealer();
  kms.sealer = sealer;
  const asked: string[] = [];
  const request: SendRequest = async ({ url }) => {
    asked.push(`${url.host}${url.pathname}${url.search}`);
    return { type: "answer", status: 200, text: JSON.stringify(ANSWERS[url.pathname]) };
  };
  const config = { client, table: tables.config };
  const state = { client, table: tables.state };
  const observability = recordingObservability();
  const weixin = composeWeixin({ config, state, request, observability });
  const rows = createDynamoAppCredentials({ ...config, sealer });
  await rows.put(
    "wx_own",
    { kind: "secret", appSecret: "s3cret", setAt: NOON, trial: { status: "verified", at: NOON } },
    0,
  );
  await rows.put("wx_given", { kind: "component", componentAppId: "wx_platform", setAt: NOON }, 0);
  const components = createDynamoComponents({ ...config, sealer });
  await components.put({ componentAppId: "wx_platform", name: "平台", updatedAt: NOON }, "s3cret", 0);
  await components.keepTicket("wx_platform", "ticket@@@1", NOON, NOON);
  await createDynamoAuthorizations({ ...config, sealer }).put(
    { appId: "wx_given", componentAppId: "wx_platform", state: "authorized", changedAt: NOON, funcs: [1] },
    "refresh-1",
    0,
  );
  return { weixin, asked, tickets: composeTickets("jsapi-ticket", { state, weixin, observability }) };
}

it("gets the tokens of an account by its own AppSecret", async () => {
  const { weixin, asked } = await aWeixin();
  expect(asked).toEqual([]);
  expect(await weixin.credentials.of("wx_own")).toMatchObject({ kind: "secret", appSecret: "s3cret" });
  expect(await Promise.all([weixin.tokens.get("wx_own"), weixin.tokens.get("wx_own")])).toEqual([
    "own-token",
    "own-token",
  ]);
  expect(asked).toEqual(["api.weixin.qq.com/cgi-bin/stable_token"]);
});

it("gets those of an account of a third-party platform, whose token it keeps once for all", async () => {
  const { weixin, asked } = await aWeixin();
  expect(await weixin.credentials.of("wx_given")).toMatchObject({ kind: "component", componentAppId: "wx_platform" });
  expect(await weixin.tokens.get("wx_given")).toBe("authorizer-token");
  expect(await weixin.componentTokens.get("wx_platform")).toBe("platform-token");
  expect(await (await weixin.platform()).preAuthCode("wx_platform")).toBe("code");
  expect(asked).toEqual([
    "api.weixin.qq.com/cgi-bin/component/api_component_token",
    "api.weixin.qq.com/cgi-bin/component/api_authorizer_token?component_access_token=platform-token",
    "api.weixin.qq.com/cgi-bin/component/api_create_preauthcode?component_access_token=platform-token",
  ]);
});

it.each([
  ["wx_own", "own-token"],
  ["wx_given", "authorizer-token"],
])("gets the tickets of %s by its token", async (appId, token) => {
  const { tickets, asked } = await aWeixin();
  expect(await tickets.get(appId)).toBe("a-ticket");
  expect(await tickets.get(appId)).toBe("a-ticket");
  expect(asked.filter((call) => call.includes("getticket"))).toEqual([
    `api.weixin.qq.com/cgi-bin/ticket/getticket?access_token=${token}&type=jsapi`,
  ]);
});

it("says which account has no credentials", async () => {
  const { weixin, asked } = await aWeixin();
  await expect(weixin.tokens.get("wx_stranger")).rejects.toThrow("wx_stranger");
  expect(asked).toEqual([]);
});
