import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { eventually, requestJson } from "../../support/http-json.ts";
import { aCloud, aSite } from "./a-cloud.ts";

const accountSchema = z.object({
  appId: z.string(),
  state: z.string(),
  reason: z.object({ code: z.string(), message: z.string() }).optional(),
});
const loginSchema = z.object({ account: accountSchema, pageUrl: z.url(), polls: z.int() });
const calls = z.object({ calls: z.array(z.object({ path: z.string(), ret: z.number().nullable() })) });
const alerts = z.object({
  alerts: z.array(
    z.object({
      type: z.string(),
      appId: z.string().optional(),
      reason: z.string().optional(),
      link: z.string().optional(),
    }),
  ),
});

describe("logging in", () => {
  const site = aSite();
  let cloud: Awaited<ReturnType<typeof aCloud>>;

  beforeAll(async () => {
    cloud = await aCloud(site);
  });
  afterAll(async () => {
    await cloud.stop();
    site.remove();
  });

  async function begin(requestId: string) {
    const body = { name: "小店", requestId, device: { type: "ipad", regionId: "320000" } };
    const answer = await cloud.api("POST /api/accounts/login", body);
    expect(answer.status, answer.text).toBe(202);
    return loginSchema.parse(answer.json());
  }
  const act = async (appId: string, action: string) => {
    const answer = await requestJson("POST", `${cloud.simulatorUrl}/sim/accounts/${appId}/${action}`);
    expect(answer.status, answer.text).toBe(200);
  };
  const account = async (appId: string) => accountSchema.parse((await cloud.api(`GET /api/accounts/${appId}`)).json());
  const reaches = (appId: string, state: string, code: string | undefined) =>
    eventually(`${appId} in ${state} for ${code}`, 20_000, async () => {
      const now = await account(appId);
      return now.state === state && now.reason?.code === code ? now : undefined;
    });

  it("goes from a page with a code to ONLINE with the callback set, on one device", async () => {
    const { account: begun, pageUrl } = await begin("straight");
    const { appId } = begun;
    const page = await requestJson("GET", pageUrl);
    expect(page.status).toBe(200);
    expect(page.text).toContain("data:image/svg+xml;base64,");
    expect((await requestJson("GET", pageUrl.replace(/.$/, "_"))).status).toBe(404);

    await act(appId, "captcha");
    cloud.clock.advance(5);
    await reaches(appId, "LOGGING_IN", "captcha-needed");
    await cloud.api(`POST /api/accounts/${appId}/login/captcha`, { code: "384912" });
    cloud.clock.advance(5);
    await reaches(appId, "LOGGING_IN", "login-scan");
    await act(appId, "confirm");
    cloud.clock.advance(5);
    await reaches(appId, "ONLINE", undefined);
    // The page is written after the account: who looks at it sees it change.
    await eventually("the page's good news", 10_000, async () =>
      (await requestJson("GET", pageUrl)).text.includes("登录成功") ? true : undefined,
    );
    await eventually("the callback URL", 10_000, async () => {
      const listed = await requestJson("GET", `${cloud.simulatorUrl}/sim/calls?path=/login/setCallback`);
      return calls.parse(listed.json()).calls.find(({ ret }) => ret === 200);
    });

    expect((await cloud.api(`POST /api/accounts/${appId}/logout`)).status).toBe(200);
    const again = loginSchema.parse((await cloud.api(`POST /api/accounts/${appId}/login`, {})).json());
    expect(again.account).toMatchObject({ appId, state: "LOGGING_IN", reason: { code: "login-tap" } });
    await act(appId, "confirm");
    cloud.clock.advance(5);
    await reaches(appId, "ONLINE", undefined);
    expect((await cloud.api(`DELETE /api/accounts/${appId}`)).status).toBe(200);
    expect((await cloud.api(`GET /api/accounts/${appId}`)).status).toBe(404);
  });

  it("tells what to do, in the account's state and to the operators, whichever way it ends", async () => {
    const table = [
      ["cancel", "IDLE", "scan-cancelled", "重新发起"],
      ["expire", "IDLE", "code-expired", "获取新的二维码"],
      ["captcha", "LOGGING_IN", "captcha-needed", "提交"],
      ["verify", "LOGGING_IN", "new-device-check", "扫描验证链接"],
      ["ban", "ERROR", "banned", "手机上查看限制原因"],
      ["remove-device", "ERROR", "device-gone", "newDevice"],
    ] as const;
    const begun = await Promise.all(table.map(([action]) => begin(action)));
    const idle = await begin("never");
    for (const [index, [action]] of table.entries()) await act(begun[index]?.account.appId ?? "", action);
    cloud.clock.advance(5);
    for (const [index, [, state, code, advice]] of table.entries()) {
      const { reason } = await reaches(begun[index]?.account.appId ?? "", state, code);
      expect(reason?.message).toContain(advice);
    }
    cloud.clock.advance(120);
    const late = await reaches(idle.account.appId, "IDLE", "scan-timeout");
    expect(late.reason?.message).toContain("重新发起登录");

    const wanted = new Map(table.map(([, , , advice], index) => [begun[index]?.account.appId ?? "", advice as string]));
    wanted.set(idle.account.appId, "重新发起登录");
    await eventually(
      "an alert of each",
      30_000,
      async () => {
        cloud.clock.advance(30);
        const told = alerts.parse((await cloud.api("GET /api/alerts?limit=100")).json()).alerts;
        const missing = [...wanted].filter(
          ([appId, advice]) => !told.some((alert) => alert.appId === appId && alert.reason?.includes(advice)),
        );
        return missing.length === 0 ? true : undefined;
      },
      500,
    );

    const gone = begun.at(-1)?.account.appId ?? "";
    const renewed = await cloud.api(`POST /api/accounts/${gone}/login`, { newDevice: true });
    const { account: fresh } = loginSchema.parse(renewed.json());
    expect(fresh.appId).not.toBe(gone);
    await act(fresh.appId, "confirm");
    cloud.clock.advance(5);
    await reaches(fresh.appId, "ONLINE", undefined);
  });
});
