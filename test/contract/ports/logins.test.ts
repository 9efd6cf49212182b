import { expect, it } from "vitest";
import { reasonOf } from "../../../shared/accounts/domain/reason.ts";
import { type Login, newLogin } from "../../../shared/logins/domain/login.ts";
import { NOON } from "../../support/builders.ts";
import { onEveryStorage } from "./every-storage.ts";

const PICTURE = `data:image/png;base64,${"A".repeat(60_000)}`;

function aLogin(changes: Partial<Login> = {}): Login {
  const account = { appId: "wx_app_1", name: "小店", epoch: 4 };
  const device = { type: "mac" as const, regionId: "320000", proxyIp: "socks5://u:p@10.0.0.1:1080" };
  const code = { appId: "wx_app_1", uuid: "uuid-1", method: "qr" as const, qrPicture: PICTURE };
  return { ...newLogin(account, device, code, "k".repeat(32), NOON), ...changes };
}

onEveryStorage("logins", (fresh) => {
  it("come back as they began, the last one of an account only", async () => {
    const { logins } = await fresh();
    expect(await logins.get("wx_app_1")).toBeUndefined();
    await logins.begin(aLogin({ epoch: 3, captcha: "1", trouble: "x", ended: "logged-in", verifyUrl: "https://v" }));
    expect(await logins.get("wx_app_1")).toMatchObject({ epoch: 3, captcha: "1", ended: "logged-in" });
    await logins.begin(aLogin());
    expect(await logins.get("wx_app_1")).toEqual(aLogin());
  });

  it("count each poll once, whoever counts it", async () => {
    const { logins } = await fresh();
    await logins.begin(aLogin());
    const counted = await Promise.all(Array.from({ length: 10 }, () => logins.countPoll("wx_app_1", 4, 0)));
    expect(counted.filter(Boolean)).toEqual([aLogin()]);
    expect(await logins.countPoll("wx_app_1", 4, 0)).toBeUndefined();
    expect(await logins.countPoll("wx_app_1", 4, 2)).toBeUndefined();
    expect(await logins.countPoll("wx_app_1", 3, 1)).toBeUndefined();
    expect(await logins.countPoll("wx_app_2", 4, 0)).toBeUndefined();
    expect(await logins.countPoll("wx_app_1", 4, 1)).toMatchObject({ polls: 1 });
  });

  it("hand a captcha over once", async () => {
    const { logins } = await fresh();
    await logins.begin(aLogin());
    await logins.note("wx_app_1", 4, { captcha: "384912" });
    expect(await logins.countPoll("wx_app_1", 4, 0)).toMatchObject({ captcha: "384912" });
    expect(await logins.get("wx_app_1")).toEqual(aLogin({ polls: 1 }));
  });

  it("give the poll that was counted last to its ticket again, with the captcha", async () => {
    const { logins } = await fresh();
    await logins.begin(aLogin());
    await logins.note("wx_app_1", 4, { captcha: "384912" });
    const count = (poll: number, ticket?: string) => logins.countPoll("wx_app_1", 4, poll, ticket);
    const first = await count(0, "a");
    expect(first).toEqual(aLogin({ captcha: "384912" }));
    expect(await count(0, "a")).toEqual(first);
    expect(await count(0, "b")).toBeUndefined();
    expect(await count(0)).toBeUndefined();
    expect(await count(1, "c")).toEqual(aLogin({ polls: 1 }));
    expect(await count(0, "a")).toBeUndefined();
    await logins.begin(aLogin({ epoch: 5 }));
    expect(await count(1, "c")).toBeUndefined();
  });

  it("keep what is learned, in their own epoch only", async () => {
    const { logins } = await fresh();
    await logins.begin(aLogin());
    const change = { scanned: true, verifyUrl: "https://example.com/v", trouble: "HTTP 502" } as const;
    expect(await logins.note("wx_app_1", 4, change)).toEqual(aLogin(change));
    const { trouble: _gone, ...rest } = change;
    expect(await logins.note("wx_app_1", 4, { trouble: null })).toEqual(aLogin(rest));
    const ended = reasonOf("scan-cancelled");
    expect(await logins.note("wx_app_1", 4, { ended })).toEqual(aLogin({ ...rest, ended }));
    expect(await logins.note("wx_app_1", 5, { scanned: true })).toBeUndefined();
    expect(await logins.note("wx_app_2", 4, { scanned: true })).toBeUndefined();
    expect(await logins.get("wx_app_1")).toEqual(aLogin({ ...rest, ended }));
  });
});

const DAY = 86_400_000;

onEveryStorage("new devices", (fresh) => {
  it("are asked for by one of many", async () => {
    const { newDevices } = await fresh();
    const claims = await Promise.all(Array.from({ length: 10 }, () => newDevices.claim("name:小店", NOON)));
    expect(claims.filter(({ status }) => status === "claimed")).toHaveLength(1);
    expect(claims.filter(({ status }) => status === "making")).toHaveLength(9);
    expect(await newDevices.claim("name:other", NOON)).toEqual({ status: "claimed" });
  });

  it("are found under their request for a day", async () => {
    const { newDevices } = await fresh();
    await newDevices.claim("a", NOON);
    expect(await newDevices.find("a", NOON)).toBeUndefined();
    await newDevices.made("a", "wx_new_1", NOON);
    expect(await newDevices.claim("a", NOON + DAY / 2)).toEqual({ status: "made", appId: "wx_new_1" });
    expect(await newDevices.find("a", NOON + DAY / 2)).toBe("wx_new_1");
    await newDevices.giveUp("a");
    expect(await newDevices.find("a", NOON)).toBe("wx_new_1");
  });

  it("may be asked for again once a claim is given up, or a minute old", async () => {
    const { newDevices } = await fresh();
    await newDevices.claim("a", NOON);
    await newDevices.giveUp("a");
    expect(await newDevices.claim("a", NOON)).toEqual({ status: "claimed" });
    expect(await newDevices.claim("a", NOON + 59_999)).toEqual({ status: "making" });
    expect(await newDevices.claim("a", NOON + 60_000)).toEqual({ status: "claimed" });
  });
});
