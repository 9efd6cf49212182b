import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Alert, alertTypes } from "../../../../shared/alerts/domain/alert.ts";
import { digestOf } from "../../../../shared/alerts/domain/digest.ts";
import { alertText } from "../../../../shared/alerts/domain/text.ts";
import { anAlert } from "../../../support/alerts.ts";
import { NOON } from "../../../support/builders.ts";

const many = (count: number, overrides: Partial<Alert> = {}) =>
  Array.from({ length: count }, (_, n) => anAlert({ id: `e${n}`, subject: `wx_${n}`, appId: `wx_${n}`, ...overrides }));
const text = (
  alerts: readonly Alert[],
  options: { maxNames?: number; maxBytes?: number; names?: [string, string][] } = {},
) =>
  alertText(digestOf(alerts), {
    maxNames: options.maxNames ?? 10,
    maxBytes: options.maxBytes ?? 4000,
    names: new Map(options.names),
  });
const types = (alerts: readonly Alert[]) => digestOf(alerts).groups.map(({ type }) => type);

describe("the text of alerts", () => {
  it("is one message for fifty accounts: ten names, and how many there are", () => {
    const written = text(many(50), { names: [["wx_0", "客服一号"]] });
    expect(written).toContain("[警告] 50 个账号掉线，正在自动重连");
    expect(written).toContain("客服一号（wx_0）、wx_1、wx_2");
    expect(written).toContain("、wx_9 等 50 个账号\n处理：");
    expect(written).not.toContain("wx_10");
  });

  it("has reason and link of each where there are any, the most pressing group first", () => {
    const written = text([
      anAlert({ id: "a", subject: "wx_1", reason: "已离线" }),
      anAlert({ id: "b", type: "login-required", subject: "wx_2", appId: "wx_2", link: "https://example.com/qr" }),
    ]);
    expect(written.indexOf("[严重] 1 个账号需要人工登录")).toBeLessThan(written.indexOf("[警告]"));
    expect(written).toContain("· wx_2 https://example.com/qr\n处理：有链接的，请用该账号的手机微信扫描");
    expect(written).toContain("wx_1\n原因：已离线");
  });

  it("tells a reason that all share once, different ones with each", () => {
    expect(text(many(50, { reason: "已离线" }))).toMatch(/、wx_9 等 50 个账号\n原因：已离线\n处理：/);
    const different = [
      anAlert({ id: "a", reason: "一" }),
      anAlert({ id: "b", subject: "wx_2", appId: "wx_2", reason: "二" }),
    ];
    expect(text(different)).toContain("· wx_app_1：一\n· wx_2：二\n处理：");
  });

  it("gives the time in China", () => {
    const at = Date.UTC(2026, 0, 1, 16, 0, 5);
    expect(text([anAlert({ at })])).toMatch(/^【wechat-fleet 告警】01-02 00:00:05\n/);
    expect(text([anAlert({ at }), anAlert({ id: "x", at: at + 9000 })])).toContain("01-02 00:00:05 至 01-02 00:00:14");
  });

  it("counts repeated alerts of one account", () => {
    const alerts = [1, 2, 3].map((n) => anAlert({ id: `e${n}`, type: "command-failed", at: NOON + n }));
    expect(text(alerts)).toContain("[警告] 1 个账号消息发送失败\nwx_app_1（3 次）");
  });

  it("fits whatever a channel takes, with fewer names first and cut at a character at last", () => {
    const alerts = many(50).map((alert, n) => ({ ...alert, reason: `${"掉线".repeat(40)}${n}` }));
    const short = text(alerts, { maxBytes: 900 });
    expect(short).toContain("等 50 个账号");
    expect(short).toContain("处理：");
    expect(text(alerts, { maxBytes: 400 })).not.toContain("wx_0");
    // The mark of a cut is a character as well.
    const reasons = fc.string({ unit: "grapheme" }).map((reason) => reason.replaceAll("\uFFFD", ""));
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom(...alertTypes), reasons, fc.nat(9)), {
          minLength: 1,
        }),
        fc.integer({ min: 3, max: 3000 }),
        (list, maxBytes) => {
          const made = list.map(([type, reason, n], index) =>
            anAlert({ id: `e${index}`, type, reason, subject: `wx_${n}`, appId: `wx_${n}` }),
          );
          const written = text(made, { maxBytes });
          expect(Buffer.byteLength(written)).toBeLessThanOrEqual(maxBytes);
          expect(written).not.toContain("\uFFFD");
        },
      ),
    );
  });
});

describe("what a message says of one account", () => {
  it("is its latest condition only: back online outdates the fall, a new fall the return", () => {
    const fall = anAlert({ id: "a", at: NOON });
    const back = anAlert({ id: "b", type: "account-online", at: NOON + 5000 });
    expect(types([back, fall])).toEqual(["account-online"]);
    expect(types([back, fall, anAlert({ id: "c", at: NOON + 9000 })])).toEqual(["account-offline"]);
  });

  it("is the most pressing of its troubles", () => {
    const troubles = [
      anAlert({ id: "a", type: "login-required", at: NOON }),
      anAlert({ id: "b", type: "reconnect-exhausted", at: NOON + 1 }),
      anAlert({ id: "c", type: "account-error", at: NOON + 2 }),
      anAlert({ id: "d", at: NOON + 3 }),
    ];
    expect(types(troubles)).toEqual(["login-required"]);
    expect(types(troubles.toReversed())).toEqual(["login-required"]);
    expect(types(troubles.slice(1))).toEqual(["reconnect-exhausted"]);
  });

  it("leaves what is no condition as it is", () => {
    const alerts = [
      anAlert({ id: "a", type: "command-failed" }),
      anAlert({ id: "b", type: "account-online", at: NOON + 1 }),
    ];
    expect(types(alerts)).toEqual(["command-failed", "account-online"]);
  });
});
