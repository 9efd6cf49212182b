import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { OFFICIAL_ACCOUNT } from "../../../../../local/sim/weixin/credentials.ts";
import { allEndpoints, contract, findEndpoint } from "../../../../../shared/adapters/weixin/contract/contract.ts";
import { ask } from "../../../../local/sim/support.ts";
import { aWeixinPlatform } from "../../../../support/a-weixin-platform.ts";
import { type Kept, weixinExamples } from "../../../../support/weixin-examples.ts";

const names = allEndpoints().map(({ name }) => name);

async function aDriver() {
  const platform = await aWeixinPlatform();
  const { api, appId } = platform;
  const kept: Kept = await clientOf(platform);

  /** Calls the typed method of an example. */
  async function run({ endpoint, request, file, keep = {} }: (typeof weixinExamples)[number]): Promise<object> {
    const [family = "", method = ""] = endpoint.split(".");
    const methods: Readonly<Record<string, unknown>> = Reflect.get(api, family);
    const call = methods[method];
    if (typeof call !== "function") throw new Error(`no method ${endpoint}`);
    const answer: object = await Reflect.apply(call, undefined, [appId, request?.(kept) ?? {}, file]);
    for (const [name, member] of Object.entries(keep)) kept[name] = String(Reflect.get(answer, member));
    return answer;
  }

  return { ...platform, run };
}

/** What a mini program's client gives its server. */
async function clientOf({ sim, url, appId }: Awaited<ReturnType<typeof aWeixinPlatform>>): Promise<Kept> {
  const act = async (action: string) =>
    String((await sim("POST", `mini-programs/${appId}/${action}`, { openid: "openid-1" })).body.code);
  const { appSecret: secret } = OFFICIAL_ACCOUNT;
  const login = { appid: appId, secret, js_code: await act("login"), grant_type: "authorization_code" };
  const { session_key } = (await ask(`${url}/weixin/sns/jscode2session?${new URLSearchParams(login)}`, "GET")).body;
  const signature = createHmac("sha256", String(session_key)).update("").digest("hex");
  return { phoneCode: await act("phone-code"), signature };
}

it("has 117 endpoints or more, each with a path and a method of its own", () => {
  expect(names.length).toBeGreaterThanOrEqual(117);
  const paths = allEndpoints().map(({ endpoint }) => endpoint.path);
  expect(new Set(paths).size).toBe(paths.length);
});

it("has an example for every endpoint, and for no other", () => {
  expect([...new Set(weixinExamples.map(({ endpoint }) => endpoint))].toSorted()).toEqual(names.toSorted());
});

it("names each family's methods as its rows do", () => {
  const family = (key: string) => key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  const wrong = Object.entries(contract).flatMap(([key, rows]) =>
    Object.values(rows).filter((row) => row.family !== family(key)),
  );
  expect(wrong).toEqual([]);
});

it("is answered by the simulator in every endpoint's form, through its typed method", async () => {
  const { run, appId, calls, observability } = await aDriver();
  for (const example of weixinExamples) {
    const answer = await run(example).catch((error: unknown) => {
      throw new Error(`${example.endpoint}: ${String(error)}`, { cause: error });
    });
    const row = findEndpoint(example.endpoint);
    const vendorId = row?.vendorId?.split(".").reduce<unknown>((of, key) => Reflect.get(Object(of), key), answer);
    expect(row?.vendorId === undefined || vendorId !== undefined, example.endpoint).toBe(true);
    expect(await calls(row?.path ?? ""), example.endpoint).toContainEqual(
      expect.objectContaining({ appId, ret: 0, executed: true }),
    );
  }
  const outcomes = [...observability.counts.keys()].filter((key) => key.startsWith("WeixinCalls"));
  expect(outcomes.every((key) => key.includes('"outcome":"ok"'))).toBe(true);
  expect(outcomes).toHaveLength(Object.keys(contract).length);
});

describe("a refusal", () => {
  it("of every endpoint has WeChat's code and words, and what to do", async () => {
    const { run, refuse, observability } = await aDriver();
    for (const name of names) {
      await refuse(findEndpoint(name)?.path ?? "", 48_001);
      const example = weixinExamples.find(({ endpoint }) => endpoint === name) ?? { endpoint: name };
      // Ids that no example before has made do not matter here.
      const request = () => example.request?.(anyId) ?? {};
      await expect(run({ ...example, request }), name).rejects.toMatchObject({
        code: "refused",
        message: "账号没有这个接口的权限：请确认账号类型、认证状态和接口权限（errcode 48001 no）",
        details: { errcode: 48_001, cause: "refused" },
      });
    }
    expect(observability.lines.filter(({ level }) => level === "warn")).toHaveLength(names.length);
  });
});

const anyId: Kept = new Proxy({}, { get: () => "any" });
