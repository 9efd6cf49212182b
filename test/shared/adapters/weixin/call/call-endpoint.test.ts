import { describe, expect, it } from "vitest";
import type { AuthorizedCall, AuthorizedRequest } from "../../../../../shared/adapters/weixin/call/authorized-call.ts";
import { createCallEndpoint } from "../../../../../shared/adapters/weixin/call/call-endpoint.ts";
import { nearest } from "../../../../../shared/adapters/weixin/call/nearest.ts";
import { failure } from "../../../../../shared/adapters/weixin/call-weixin.ts";
import { contract } from "../../../../../shared/adapters/weixin/contract/contract.ts";
import type { WeixinEndpoint } from "../../../../../shared/adapters/weixin/contract/endpoint.ts";
import { hintOf } from "../../../../../shared/adapters/weixin/errcodes/advice.ts";
import { AppError } from "../../../../../shared/kernel/domain/errors.ts";
import { fakeClock } from "../../../../support/fake-clock.ts";
import { recordingObservability } from "../../../../support/recording-observability.ts";

const APP = "wx_demo_official";

function setUp(answer: () => object | Promise<object> = () => ({ errcode: 0 })) {
  const clock = fakeClock();
  const observability = recordingObservability();
  const asked: AuthorizedRequest<WeixinEndpoint>[] = [];
  const call = (async (request: AuthorizedRequest<WeixinEndpoint>) => {
    asked.push(request);
    return answer();
  }) as AuthorizedCall;
  return { clock, asked, ...observability, call: createCallEndpoint({ call, clock, ...observability }) };
}

const file = { name: "a.mp4", mediaType: "video/mp4", bytes: Buffer.from("mp4") };

describe("the parts of a request", () => {
  it("go into the query of a GET, without what is left out", async () => {
    const { call, asked } = setUp();
    await call(APP, contract.users.get, { openid: "o1", lang: undefined });
    expect(asked[0]).toMatchObject({ query: { openid: "o1" } });
    expect(asked[0]).not.toHaveProperty("body");
  });

  it("go into the body of a POST, save those that its query takes", async () => {
    const { call, asked } = setUp();
    await call(APP, contract.drafts.switch, { checkonly: 1 });
    await call(APP, contract.tags.delete, { tag: { id: 100 } });
    expect(asked).toMatchObject([
      { query: { checkonly: "1" }, body: {} },
      { query: {}, body: { tag: { id: 100 } } },
    ]);
  });

  it("of an upload go into its query, or into parts beside the file", async () => {
    const { call, asked } = setUp();
    const description = '{"title":"片","introduction":""}';
    await call(APP, contract.materials.add, { type: "video", description }, file);
    expect(asked[0]).toMatchObject({
      query: { type: "video" },
      file: { ...file, part: "media", fields: { description } },
    });
  });
});

describe("a deadline", () => {
  it("is longer for files and slow families, and all tries share one", async () => {
    const { call, asked, clock } = setUp();
    await call(APP, contract.menus.delete, {});
    await call(APP, contract.media.upload, { type: "image" }, file);
    await call(APP, contract.drafts.count, {});
    const times = () => asked.map(({ timeoutMs }) => timeoutMs());
    expect(times()).toEqual([8000, 18_000, 12_000]);
    clock.advance(20_000);
    expect(times()).toEqual([2000, 2000, 2000]);
    clock.advance(20_000);
    expect(times()).toEqual([1, 1, 1]);
  });
});

describe("a failure", () => {
  const path = contract.menus.get.path;
  const failing = (cause: Parameters<typeof failure>[1], extras = {}) =>
    setUp(() => {
      throw failure({ path, appId: APP }, cause, "api.weixin.qq.com: no", extras);
    });

  it("of a call that may be repeated is retryable, and unknown where it may not", async () => {
    const { call, counts } = failing("timeout");
    await expect(call(APP, contract.menus.get, {})).rejects.toMatchObject({ code: "unreachable", retryable: true });
    await expect(call(APP, contract.tags.create, { tag: { name: "a" } })).rejects.toMatchObject({
      code: "outcome-unknown",
      retryable: false,
    });
    expect(counts.get('WeixinCalls{"family":"menus","outcome":"failed"}')).toBe(1);
  });

  it("is told in the words of its family, with WeChat's own", async () => {
    const { call, lines, counts } = failing("refused", { errcode: 46_003, errmsg: "menu no exist" });
    await expect(call(APP, contract.menus.get, {})).rejects.toMatchObject({
      message: "还没有菜单：请先创建（errcode 46003 menu no exist）",
    });
    expect(lines).toEqual([
      {
        level: "warn",
        message: "a call of WeChat failed",
        fields: { appId: APP, path, cause: "refused", errcode: 46_003 },
      },
    ]);
    expect(counts.get('WeixinCalls{"family":"menus","outcome":"refused"}')).toBe(1);
  });

  it("of the token keeps its own words, and is counted for the alarm", async () => {
    const { call, counts } = setUp(() => {
      throw failure({ path: "/cgi-bin/stable_token", appId: APP }, "account-refused", "AppSecret 不对", {
        errcode: 40_125,
      });
    });
    await expect(call(APP, contract.menus.get, {})).rejects.toMatchObject({ message: "AppSecret 不对" });
    expect(counts.get("WeixinAccountRefused")).toBe(1);
  });

  it("of another kind goes on as it is", async () => {
    const { call } = setUp(() => {
      throw new TypeError("ours");
    });
    await expect(call(APP, contract.menus.get, {})).rejects.toThrow(TypeError);
  });

  it("of a quota counts as throttled", async () => {
    const { call, counts } = failing("quota-exhausted", { errcode: 45_009 });
    await expect(call(APP, contract.menus.get, {})).rejects.toMatchObject({ code: "throttled" });
    expect(counts.get('WeixinCalls{"family":"menus","outcome":"throttled"}')).toBe(1);
  });
});

it("a file of over 4 MB is not handed on", async () => {
  const { call } = setUp(() => ({ bytes: Buffer.alloc(4 * 1024 * 1024 + 1), mediaType: "image/jpeg" }));
  await expect(call(APP, contract.media.get, { media_id: "m" })).rejects.toMatchObject({ code: "too-large" });
  const small = setUp(() => ({ bytes: Buffer.alloc(9), mediaType: "image/jpeg" }));
  expect(await small.call(APP, contract.media.get, { media_id: "m" })).toHaveProperty("bytes");
});

it("a request of another form is refused before WeChat is asked", async () => {
  const { call, asked } = setUp();
  await expect(call(APP, contract.tags.delete, { tag: {} })).rejects.toMatchObject({
    code: "invalid-input",
    details: { issues: [{ path: "tag.id" }] },
  });
  await expect(call(APP, contract.media.upload, { type: "image" })).rejects.toMatchObject({
    details: { issues: [{ path: "file", message: expect.stringContaining("takes a file") }] },
  });
  await expect(call(APP, contract.menus.get, {}, file)).rejects.toBeInstanceOf(AppError);
  expect(asked).toEqual([]);
});

it("hints are a family's own, else the common ones, else a general one", () => {
  expect(hintOf("tags", 45_159)).toContain("标签不存在");
  expect(hintOf("base", 45_009)).toContain("接口当日调用额度已用完");
  expect(hintOf("base", 1_234_567)).toBe("微信拒绝了这次调用，请按错误码查阅微信文档");
});

it("the nearest names to a mistyped one come first", () => {
  expect(nearest("menu.creat", ["tags.list", "menus.create", "tags.create", "base.apiAddresses"])).toEqual([
    "menus.create",
    "tags.create",
    expect.any(String),
  ]);
});
