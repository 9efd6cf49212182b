import { describe, expect, it } from "vitest";
import { createHandler } from "../../../functions/login-page/handler.ts";
import { reasonOf } from "../../../shared/accounts/domain/reason.ts";
import { createMemoryLogins } from "../../../shared/logins/adapters/memory-logins.ts";
import { type Login, newLogin } from "../../../shared/logins/domain/login.ts";
import { NOON } from "../../support/builders.ts";
import { aLambdaContext, anHttpEvent } from "../../support/lambda-events.ts";
import { recordingObservability } from "../../support/recording-observability.ts";

const KEY = "k".repeat(32);
const PICTURE = "data:image/png;base64,AAAA";

async function page(changes: Partial<Login> = {}, { key = KEY, appId = "wx_a", after = 0 } = {}) {
  const logins = createMemoryLogins();
  const code = { appId: "wx_a", uuid: "u", method: "qr" as const, qrPicture: PICTURE };
  const login = newLogin({ appId: "wx_a", name: "<小店>", epoch: 1 }, { type: "ipad", regionId: "1" }, code, KEY, NOON);
  await logins.begin({ ...login, ...changes });
  const handler = createHandler({ ...recordingObservability(), logins, now: () => NOON + after });
  const event = anHttpEvent("GET", "/login/{appId}/{key}", { params: { appId, key } });
  const { statusCode, headers, body = "" } = await handler(event, aLambdaContext());
  return { statusCode, headers, body };
}

describe("the page of a login", () => {
  it("shows the code, asks for itself again, and is neither kept, found nor framed", async () => {
    const { statusCode, headers, body } = await page();
    expect(statusCode).toBe(200);
    expect(body).toContain(`src="${PICTURE}"`);
    expect(body).toContain("&lt;小店&gt;");
    expect(body).toContain("剩余 120 秒");
    expect(body).toContain('http-equiv="refresh"');
    expect(headers).toMatchObject({
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-store",
      "x-robots-tag": "noindex, nofollow",
      "referrer-policy": "no-referrer",
      "content-security-policy": expect.stringContaining("default-src 'none'"),
    });
  });

  it.each<[string, Partial<Login>, RegExp]>([
    ["what a code says, drawn by itself", { qrPicture: undefined, qrData: "http://x" }, /data:image\/svg\+xml;base64/],
    ["a new device's check as a code", { verifyUrl: "https://example.com/v", scanned: true }, /新设备验证.*svg\+xml/],
    ["that the phone is to confirm", { scanned: true }, /请在手机上确认登录/],
    ["that the phone is to be tapped", { method: "tap" }, /点击确认登录/],
    ["that it is done", { ended: "logged-in" }, /登录成功/],
    ["why it ended, and what to do", { ended: reasonOf("scan-cancelled") }, /手机上取消了登录/],
  ])("shows %s", async (_what, changes, text) => {
    expect((await page(changes)).body).toMatch(text);
  });

  it("does not show a code whose time is over, and nothing at all ten minutes later", async () => {
    const late = await page({}, { after: 120_000 });
    expect(late.body).toContain("已过期");
    expect(late.body).not.toContain(PICTURE);
    expect((await page({}, { after: 720_000 })).statusCode).toBe(404);
  });

  it.each([{ key: "x".repeat(32) }, { appId: "wx_b" }])("is not there for another link (%o)", async (link) => {
    const { statusCode, body } = await page({}, link);
    expect(statusCode).toBe(404);
    expect(body).not.toContain("小店");
  });
});
