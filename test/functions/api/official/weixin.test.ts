import { describe, expect, it } from "vitest";
import { allEndpoints } from "../../../../shared/adapters/weixin/contract/contract.ts";
import { aWeixinPlatform } from "../../../support/a-weixin-platform.ts";
import { anAccount } from "../../../support/builders.ts";
import { operatorApi } from "../operator-api.ts";
import { memoryWeixinPorts } from "./weixin-memory-ports.ts";

/** The operators' API over the simulator, for one Official Account that two people follow. */
async function setUp() {
  const platform = await aWeixinPlatform();
  const { appId } = platform;
  const official = anAccount({ appId, channel: "official", wxid: "gh_demo_official", name: "公众号" });
  const personal = anAccount({ appId: "wx_personal" });
  const api = operatorApi({
    accounts: [official, personal],
    overrides: memoryWeixinPorts(platform.callEndpoint),
  });
  const ask = (method: string, path: string, body?: unknown, query?: Record<string, string>) =>
    api.call(method, `/api/accounts/${appId}/${path}`, { as: "admin", body, ...(query ? { query } : {}) });
  const pass = (endpoint: string, body: unknown = {}) => ask("POST", "weixin/call", body, { endpoint });
  return { ...platform, operators: api, ask, pass };
}

const buttons = [{ name: "菜单", sub_button: [{ type: "click", name: "优惠", key: "TODAY" }] }];

describe("a menu", () => {
  it("is set, told, and taken away with its conditional ones", async () => {
    const { ask } = await setUp();
    expect((await ask("GET", "menu")).body).toEqual({ buttons: [], conditional: [] });
    expect((await ask("PUT", "menu", { buttons })).status).toBe(200);
    const added = await ask("POST", "menu/conditional", { buttons, matchRule: { tag_id: "100" } });
    expect(added.status).toBe(201);
    expect((await ask("GET", "menu")).body).toMatchObject({
      buttons: [{ name: "菜单", sub_button: [{ key: "TODAY" }] }],
      conditional: [{ id: added.body.id, matchRule: { tag_id: "100" } }],
    });
    expect((await ask("GET", "menu/seen-by/openid-1")).body).toMatchObject({ buttons: [{ name: "菜单" }] });
    expect((await ask("DELETE", `menu/conditional/${added.body.id}`)).status).toBe(200);
    expect((await ask("DELETE", "menu")).status).toBe(200);
    expect((await ask("GET", "menu")).body).toEqual({ buttons: [], conditional: [] });
  });

  it("that WeChat refuses comes back with WeChat's words and what to do", async () => {
    const { ask, refuse } = await setUp();
    const long = await ask("PUT", "menu", { buttons: [{ type: "click", name: "太长太长太长", key: "K" }] });
    expect(long.status).toBe(502);
    expect(long.body.code).toBe("refused");
    expect(long.body.detail).toContain("按钮的名字长度不对：一级菜单最多 4 个汉字");
    expect(long.body.detail).toContain("errcode 40018 invalid button name size");
    const early = await ask("POST", "menu/conditional", { buttons, matchRule: { tag_id: "100" } });
    expect(early.body.detail).toContain("没有默认菜单");
    await refuse("/cgi-bin/menu/get", 48_001);
    expect((await ask("GET", "menu")).body.detail).toContain("48001");
    expect((await ask("DELETE", "menu/conditional/1")).body.detail).toContain("65301");
  });

  it("of a wrong form is refused before WeChat is asked", async () => {
    const { ask, calls } = await setUp();
    for (const wrong of [[], [...buttons, ...buttons, ...buttons, ...buttons], [{ name: "x", type: "view" }]]) {
      expect((await ask("PUT", "menu", { buttons: wrong })).status).toBe(400);
    }
    expect((await ask("POST", "menu/conditional", { buttons, matchRule: {} })).status).toBe(400);
    expect(await calls("/cgi-bin/menu/create")).toEqual([]);
  });
});

describe("tags of followers", () => {
  it("are made, given, taken, renamed and deleted", async () => {
    const { ask } = await setUp();
    const made = await ask("POST", "follower-tags", { name: "会员" });
    expect([made.status, made.body]).toEqual([201, { id: 100, name: "会员", count: 0 }]);
    await ask("POST", "follower-tags/100/tag", { openids: ["openid-1", "openid-2"] });
    await ask("POST", "follower-tags/100/untag", { openids: ["openid-2"] });
    await ask("PATCH", "follower-tags/100", { name: "老会员" });
    expect((await ask("GET", "follower-tags")).body.tags).toContainEqual({ id: 100, name: "老会员", count: 1 });
    expect((await ask("GET", "followers/openid-1")).body).toMatchObject({ tagIds: [100] });
    expect((await ask("POST", "follower-tags", { name: "老会员" })).body.detail).toContain("45157");
    expect((await ask("DELETE", "follower-tags/100")).status).toBe(200);
    expect((await ask("DELETE", "follower-tags/100")).body.detail).toContain("标签不存在");
    expect((await ask("PATCH", "follower-tags/x", { name: "a" })).status).toBe(400);
  });
});

describe("followers", () => {
  it("come in pages with their profiles", async () => {
    const { ask, acts } = await setUp();
    await acts("openid-3", "subscribe");
    await ask("PUT", "followers/openid-2/remark", { remark: "老客户" });
    const first = await ask("GET", "followers", undefined, { limit: "2" });
    expect(first.body).toMatchObject({
      total: 3,
      cursor: "openid-2",
      followers: [
        { openid: "openid-1", follows: true, remark: "" },
        { openid: "openid-2", remark: "老客户", cameBy: "ADD_SCENE_QR_CODE" },
      ],
    });
    const second = await ask("GET", "followers", undefined, { limit: "2", cursor: "openid-2" });
    expect(second.body.followers).toMatchObject([{ openid: "openid-3" }]);
    expect(second.body.cursor).toBeUndefined();
    expect((await ask("GET", "followers", undefined, { cursor: "openid-3" })).body.followers).toEqual([]);
    expect((await ask("GET", "followers", undefined, { cursor: "openid-9" })).body.detail).toContain("40003");
  });

  it("who left say so, and strangers are refused", async () => {
    const { ask, acts } = await setUp();
    await acts("openid-1", "unsubscribe");
    expect((await ask("GET", "followers/openid-1")).body).toEqual({
      openid: "openid-1",
      follows: false,
      remark: "",
      tagIds: [],
    });
    expect((await ask("GET", "followers/stranger")).body.detail).toContain("openid 不对");
  });

  it("are put on the blacklist and taken off it", async () => {
    const { ask } = await setUp();
    await ask("POST", "blacklist/block", { openids: ["openid-1"] });
    expect((await ask("GET", "blacklist")).body).toEqual({ total: 1, openids: ["openid-1"] });
    await ask("POST", "blacklist/unblock", { openids: ["openid-1"] });
    expect((await ask("GET", "blacklist", undefined, { cursor: "openid-1" })).body).toEqual({ total: 0, openids: [] });
  });
});

describe("a QR code", () => {
  it.each([
    [{ scene: "店 12", expireSeconds: 600 }, 600],
    [{ scene: 12, expireSeconds: 600 }, 600],
    [{ scene: "店 12" }, undefined],
    [{ scene: 12 }, undefined],
  ])("for %j has a picture, and its time", async (body, expiresInSeconds) => {
    const { ask } = await setUp();
    const made = await ask("POST", "qr-codes", body);
    expect(made.status).toBe(201);
    expect(made.body.expiresInSeconds).toBe(expiresInSeconds);
    expect(made.body.pictureUrl).toBe(
      `https://mp.weixin.qq.com/cgi-bin/showqrcode?ticket=${encodeURIComponent(String(made.body.ticket))}`,
    );
  });

  it("that stays has a number up to 100,000, and a text up to 64 bytes", async () => {
    const { ask } = await setUp();
    expect((await ask("POST", "qr-codes", { scene: 100_001 })).body.issues?.[0]?.path).toBe("scene");
    expect((await ask("POST", "qr-codes", { scene: "长".repeat(22) })).status).toBe(400);
  });
});

describe("the pass-through", () => {
  it("calls an endpoint by its name, and the audit trail says which", async () => {
    const { pass, operators, appId } = await setUp();
    const { status, body } = await pass("tags.create", { tag: { name: "会员" } });
    expect([status, body.data]).toEqual([200, { tag: { id: 100, name: "会员" } }]);
    const trail = await operators.call("GET", "/api/audit", { as: "admin" });
    expect(trail.body.entries?.map(({ path }) => path)).toContain(
      `/api/accounts/${appId}/weixin/call?endpoint=tags.create`,
    );
  });

  it("checks a request by its endpoint's form, and names the nearest endpoints to one that is not there", async () => {
    const { pass, calls } = await setUp();
    const wrong = await pass("tags.create", { tag: { name: "", id: 1 } });
    expect(wrong.status).toBe(400);
    expect(wrong.body.issues?.map(({ path }) => path)).toEqual(["tag.name", "tag"]);
    const unknown = await pass("tag.creat");
    expect(unknown.status).toBe(404);
    expect(unknown.body.detail).toContain("tags.create");
    expect((await pass("menus.create", { button: buttons, file: aFile("a.jpg") })).body.issues?.[0]?.path).toBe("file");
    expect((await pass("checks.picture")).body.issues?.[0]?.path).toBe("file");
    expect(await calls("/cgi-bin/tags/create")).toEqual([]);
  });

  it("sends files with names in Chinese and emoji, and fetches them in base64", async () => {
    const { pass, calls } = await setUp();
    const { body } = await pass("media.upload", { type: "image", file: aFile('我的"照片"😀.jpg') });
    const { media_id } = Object(body.data);
    expect(await calls("/cgi-bin/media/upload")).toMatchObject([
      { body: { type: "image", file: { name: '我的"照片"😀.jpg', mediaType: "image/jpeg", bytes: 5 } } },
    ]);
    const fetched = await pass("media.get", { media_id });
    expect(fetched.body.data).toMatchObject({ mediaType: "image/jpeg", base64: expect.stringMatching(/^\/9j\//) });
    expect((await pass("media.get", { media_id: "gone" })).body.detail).toContain("media_id 无效或已过期");
  });

  it("is for admins and for accounts at WeChat's open platform", async () => {
    const { operators, appId } = await setUp();
    const call = (as: "operator" | "admin", account: string) =>
      operators.call("POST", `/api/accounts/${account}/weixin/call`, {
        as,
        body: {},
        query: { endpoint: "tags.list" },
      });
    expect((await call("operator", appId)).status).toBe(403);
    expect((await call("admin", "wx_personal")).status).toBe(409);
    expect((await call("admin", "wx_nobody")).status).toBe(404);
  });

  it("does not take WeChat's refusal of the account for one of the caller", async () => {
    const { pass, refuse, observability } = await setUp();
    await refuse("/cgi-bin/tags/get", 40_164);
    const { status, body } = await pass("tags.list");
    expect([status, body.code]).toEqual([502, "refused"]);
    expect(body.detail).toContain("IP 白名单");
    expect(observability.counts.get("WeixinAccountRefused")).toBe(1);
    expect(observability.counts.get('WeixinCalls{"family":"tags","outcome":"account-refused"}')).toBe(1);
  });

  it.each([40_001, 40_014, 42_001])("asks for another token once after %i, then gives up", async (code) => {
    const { pass, refuse, calls } = await setUp();
    await pass("tags.list");
    await refuse("/cgi-bin/tags/get", code);
    expect((await pass("tags.list")).status).toBe(200);
    expect(await calls("/cgi-bin/tags/get")).toHaveLength(3);
    expect(await calls("/cgi-bin/stable_token")).toHaveLength(3);
    await refuse("/cgi-bin/tags/get", code, 2);
    // WeChat does not allow to force another token so soon.
    expect((await pass("tags.list")).status).toBeGreaterThanOrEqual(400);
    expect(((await calls("/cgi-bin/tags/get")) as unknown[]).length).toBeLessThanOrEqual(5);
  });
});

it("every endpoint is listed with its request", async () => {
  const { operators } = await setUp();
  const { body } = await operators.call("GET", "/api/weixin/endpoints", { as: "viewer" });
  expect(body.endpoints).toHaveLength(allEndpoints().length);
  expect(body.endpoints).toContainEqual(
    expect.objectContaining({
      name: "templates.send",
      idempotent: 600_000,
      takesFile: false,
      request: expect.objectContaining({ required: ["touser", "template_id", "data"] }),
    }),
  );
  expect(body.endpoints).toContainEqual(expect.objectContaining({ name: "media.upload", takesFile: true }));
  expect(body.endpoints).toContainEqual(expect.objectContaining({ name: "miniPrograms.code", answersFile: true }));
});

function aFile(name: string) {
  return { name, mediaType: "image/jpeg", base64: Buffer.from("bytes").toString("base64") };
}
