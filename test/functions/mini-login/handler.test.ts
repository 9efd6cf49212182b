import { describe, expect, it } from "vitest";
import { createHandler } from "../../../functions/mini-login/handler.ts";
import { createCheckContent } from "../../../shared/identity/application/mini/check-content.ts";
import { AppError } from "../../../shared/kernel/domain/errors.ts";
import { aMiniProgram, MINI_APP } from "../../support/a-mini-program.ts";
import { aLambdaContext, anHttpEvent } from "../../support/lambda-events.ts";
import { recordingObservability } from "../../support/recording-observability.ts";

function setUp() {
  const world = aMiniProgram();
  const observed = recordingObservability();
  const { openidOf, readData, readPhone, miniPrograms } = world;
  const checkContent = createCheckContent(miniPrograms);
  const handler = createHandler({ ...observed, logIn: world.login(), openidOf, readData, readPhone, checkContent });
  async function post(
    task: string,
    body: unknown,
    { token, appId = MINI_APP }: { token?: string; appId?: string } = {},
  ) {
    const text = typeof body === "string" ? body : JSON.stringify(body);
    const event = anHttpEvent("POST", `/mini/{appId}/${task}`, { params: { appId }, body: text });
    const headers = { ...event.headers, ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) };
    const answer = await handler({ ...event, headers }, aLambdaContext());
    return { ...answer, json: JSON.parse(answer.body ?? "null") };
  }
  async function loggedIn(openid = "o1"): Promise<string> {
    return (await post("login", { code: world.code(openid) })).json.token;
  }
  return { ...world, ...observed, post, loggedIn };
}

describe("POST /mini/{appId}/login", () => {
  it("answers a bearer token, and neither the key nor the openid", async () => {
    const { post, code, sessionKeys, clock, counts } = setUp();
    const { statusCode, json, body, headers } = await post("login", { code: code("o1") });
    expect([statusCode, json]).toEqual([200, { token: "token-1", expiresAt: clock.now() + 7_200_000 }]);
    expect(body).not.toContain(sessionKeys.get("o1"));
    expect(headers).toMatchObject({ "cache-control": "no-store" });
    expect(counts.get('MiniProgramRequests{"outcome":"ok"}')).toBe(1);
  });

  it("says of a code that it was used, or is wrong", async () => {
    const { post, code, counts } = setUp();
    const given = { code: code("o1") };
    await post("login", given);
    expect((await post("login", given)).statusCode).toBe(409);
    expect((await post("login", { code: "made-up" })).statusCode).toBe(401);
    expect(counts.get('MiniProgramRequests{"outcome":"refused"}')).toBe(2);
  });

  it("answers a login at another account as one by a wrong code", async () => {
    const { post, code, exchanges } = setUp();
    const wrong = await post("login", { code: "made-up" });
    exchanges.length = 0;
    for (const appId of ["wx_official", "wx_personal", "wx_unknown"]) {
      const { statusCode, json } = await post("login", { code: code("o1") }, { appId });
      expect([statusCode, json.code]).toEqual([wrong.statusCode, wrong.json.code]);
    }
    expect(exchanges).toEqual([]);
  });

  it.each([
    ["{", 400, "the body is not JSON"],
    ["", 400, "the body is empty"],
    ["null", 400, "the body: "],
    [{}, 400, "code: "],
    [{ code: "" }, 400, "code: a code has 1 to 128 visible characters"],
    [{ code: "a b" }, 400, "code: "],
    [{ code: "x".repeat(129) }, 400, "code: "],
    [{ code: ["c"] }, 400, "code: "],
    [{ code: "c", openid: "o1" }, 400, "the body: "],
    [{ code: "c".repeat(200_000) }, 413, "bytes"],
  ])("refuses the body %j, and says what is wrong", async (body, status, words) => {
    const { statusCode, json } = await setUp().post("login", body);
    expect([statusCode, json.detail]).toEqual([status, expect.stringContaining(words)]);
  });

  it.each(["", "../etc", "not-wx", `wx${"x".repeat(80)}`])("is not there for the appId %j", async (appId) => {
    expect((await setUp().post("login", { code: "c" }, { appId })).statusCode).toBe(401);
  });
});

describe("requests of a session", () => {
  it.each(["data", "phone", "check"])("to %s are refused without one, before the body is read", async (task) => {
    const { post, loggedIn } = setUp();
    const token = await loggedIn();
    for (const asked of [{}, { token: "made-up" }, { token: "" }, { token, appId: "wx_other" }]) {
      const { statusCode, headers } = await post(task, "{", asked);
      expect([statusCode, headers?.["www-authenticate"]]).toEqual([401, "Bearer"]);
    }
    expect((await post(task, "{", { token })).statusCode).toBe(400);
  });

  it("read what WeChat encrypted for the person", async () => {
    const { post, loggedIn, encrypt, sign } = setUp();
    const token = await loggedIn();
    const rawData = '{"nickName":"Band"}';
    const body = { ...encrypt("o1", { nickName: "Band" }), rawData, signature: sign("o1", rawData) };
    const { statusCode, json } = await post("data", body, { token });
    expect([statusCode, json]).toMatchObject([200, { nickName: "Band", watermark: { appid: MINI_APP } }]);
    const other = await post("data", encrypt("o1", {}, "wx_other"), { token });
    expect([other.statusCode, other.json.detail]).toEqual([
      422,
      "the data cannot be read: log in again (wx.login), then ask WeChat for it anew",
    ]);
  });

  it.each([
    [{ encryptedData: "AAAA" }, "iv: "],
    [{ encryptedData: "*", iv: "AAECAwQFBgcICQoLDA0ODw==" }, "encryptedData: "],
    [{ encryptedData: "AAAA", iv: "AAAA" }, "iv: "],
    [{ encryptedData: "AAAA", iv: "AAECAwQFBgcICQoLDA0ODw==", rawData: "{}" }, "signature: comes with rawData"],
    [{ encryptedData: "A".repeat(70_000), iv: "AAECAwQFBgcICQoLDA0ODw==" }, "encryptedData: "],
    [
      { encryptedData: "AAAA", iv: "AAECAwQFBgcICQoLDA0ODw==", rawData: "{}", signature: "0" },
      "signature: a signature",
    ],
  ])("refuse the data %j, and say what is wrong", async (body, words) => {
    const { post, loggedIn } = setUp();
    const { statusCode, json } = await post("data", body, { token: await loggedIn() });
    expect([statusCode, json.detail]).toEqual([400, expect.stringContaining(words)]);
  });

  it("tell a phone number by a code or encrypted", async () => {
    const { post, loggedIn, encrypt } = setUp();
    const token = await loggedIn();
    const number = { phoneNumber: "13580006666", purePhoneNumber: "13580006666", countryCode: "86" };
    for (const body of [{ code: "c" }, encrypt("o1", number)]) {
      expect((await post("phone", body, { token })).json).toEqual(number);
    }
    expect((await post("phone", { code: "of-another-app" }, { token })).statusCode).toBe(422);
    expect((await post("phone", { code: "c", iv: "x" }, { token })).statusCode).toBe(400);
  });

  it("have WeChat look at texts and files in the person's name", async () => {
    const { post, loggedIn, told } = setUp();
    const token = await loggedIn();
    const text = { content: "你好", scene: 2 };
    const media = { mediaUrl: "https://shop.example/a.jpg", mediaType: "picture", scene: 1 };
    expect((await post("check", text, { token })).json).toEqual({ suggest: "pass", label: 100, traceId: "trace-1" });
    expect((await post("check", media, { token })).json).toEqual({ traceId: "trace-2" });
    expect(told).toEqual([
      [MINI_APP, "o1", text],
      [MINI_APP, "o1", media],
    ]);
  });

  it.each([
    [{ content: "", scene: 1 }, "content: "],
    [{ content: "x".repeat(2501), scene: 1 }, "content: "],
    [{ content: "x", scene: 5 }, "scene: "],
    [{ content: "x", scene: 1, openid: "o2" }, "the body: "],
    [{ mediaUrl: "http://shop.example/a.jpg", mediaType: "picture", scene: 1 }, "mediaUrl: "],
    [{ mediaUrl: "https://shop.example/a.jpg", mediaType: "film", scene: 1 }, "mediaType: "],
    [[], "the body: "],
  ])("refuse the content %j, and say what is wrong", async (body, words) => {
    const { post, loggedIn, told } = setUp();
    const { statusCode, json } = await post("check", body, { token: await loggedIn() });
    expect([statusCode, json.detail]).toEqual([400, expect.stringContaining(words)]);
    expect(told).toEqual([]);
  });

  it("fail in the platform's own words where WeChat or a table is away", async () => {
    const { post, loggedIn, miniPrograms, counts, lines } = setUp();
    const token = await loggedIn();
    miniPrograms.checkText = () => Promise.reject(new AppError("unavailable", "errcode 40125", { details: { x: 1 } }));
    const { statusCode, body } = await post("check", { content: "x", scene: 1 }, { token });
    expect(statusCode).toBe(503);
    expect(body).not.toContain("40125");
    expect(counts.get('MiniProgramRequests{"outcome":"failed"}')).toBe(1);
    expect(lines).toMatchObject([{ level: "error", message: "a request failed" }]);
  });
});
