import { describe, expect, it } from "vitest";
import { alertOf } from "../../../../shared/alerts/domain/event.ts";
import { EVENTS } from "../../../../shared/names.ts";
import { aBusEvent, aStateChange } from "../../../support/alerts.ts";
import { NOON } from "../../../support/builders.ts";

const anAlarm = (value: string, previous: string) => ({
  ...aBusEvent("CloudWatch Alarm State Change", {
    alarmName: "InboundAge",
    state: { value, reason: "Threshold Crossed" },
    previousState: { value: previous },
    configuration: { description: "消息积压。\nMessages wait." },
  }),
  source: "aws.cloudwatch",
});

describe("which events are alerts", () => {
  it.each([
    ["ONLINE", "RECONNECTING", "account-offline"],
    ["ONLINE", "ERROR", "account-error"],
    ["RECONNECTING", "ERROR", "account-error"],
    ["RECONNECTING", "ONLINE", "account-online"],
    ["LOGGING_IN", "ONLINE", "account-online"],
    ["IDLE", "LOGGING_IN", undefined],
    ["ERROR", "IDLE", undefined],
    ["ONLINE", "IDLE", undefined],
    ["IDLE", "RECONNECTING", undefined],
  ])("a change from %s to %s: %s", (from, to, type) => {
    expect(alertOf(aStateChange("wx_1", from, to))?.type).toBe(type);
  });

  it("asks for a login with the link of the page that shows the code, else with that of the new-device check", () => {
    const detail = { appId: "wx_1", at: NOON + 5, reason: { code: "expired", message: "二维码\n已过期" } };
    const qrUrl = "https://example.com/qr.png";
    expect(alertOf(aBusEvent(EVENTS.loginRequired, { ...detail, qrUrl }))).toEqual({
      id: "event-1",
      type: "login-required",
      at: NOON + 5,
      subject: "wx_1",
      appId: "wx_1",
      reason: "二维码 已过期",
      link: qrUrl,
    });
    const verifyUrl = "https://example.com/verify";
    expect(alertOf(aBusEvent(EVENTS.loginRequired, { ...detail, qrUrl, verifyUrl }))?.link).toBe(qrUrl);
    expect(alertOf(aBusEvent(EVENTS.loginRequired, { ...detail, verifyUrl }))?.link).toBe(verifyUrl);
    for (const odd of ["javascript:alert(1)", "https://a b", `https://x/${"y".repeat(700)}`]) {
      expect(alertOf(aBusEvent(EVENTS.loginRequired, { ...detail, qrUrl: odd }))).not.toHaveProperty("link");
    }
  });

  it("goes by an event's own id where it has one, however often that is published", () => {
    const published = (id: string, eventId: unknown) =>
      alertOf(aBusEvent(EVENTS.loginRequired, { appId: "wx_1", at: NOON, eventId }, id))?.id;
    expect(published("a", "wx_1.3")).toBe("wx_1.3");
    expect(published("b", "wx_1.3")).toBe("wx_1.3");
    for (const odd of ["", "x".repeat(129), 7]) expect(published("c", odd)).toBe("c");
  });

  it("tells of given-up reconnects, commands, the spool and unknown accounts", () => {
    const type = (name: string, detail: Record<string, unknown>) => alertOf(aBusEvent(name, detail));
    expect(type(EVENTS.reconnectExhausted, { appId: "wx_1", attempts: 5 })).toMatchObject({
      type: "reconnect-exhausted",
      reason: "已自动重连 5 次",
    });
    const handover = { appId: "wx_1", conversationId: "wxid_friend", reason: "转人工" };
    expect(type(EVENTS.handoverRequested, handover)).toMatchObject({
      type: "handover-requested",
      subject: "wxid_friend",
      appId: "wx_1",
      reason: "转人工",
    });
    expect(type(EVENTS.conversationBraked, { ...handover, reason: "60 秒内自动回复达到 10 次" })).toMatchObject({
      type: "conversation-braked",
      subject: "wxid_friend",
      appId: "wx_1",
      reason: "60 秒内自动回复达到 10 次",
    });
    expect(type(EVENTS.commandUnknown, { appId: "wx_1", commandId: "cmd_1", reason: "no answer" })).toMatchObject({
      type: "command-unknown",
      subject: "wx_1",
      reason: "cmd_1：no answer",
    });
    expect(type(EVENTS.commandFailed, { appId: "wx_1", commandId: "cmd_1" })?.type).toBe("command-failed");
    const dead = { appId: "wx_1", subject: "inbound wx_1", deadLetterId: "0123", reason: "内容无法识别" };
    expect(type(EVENTS.deadLettered, dead)).toMatchObject({
      type: "message-dead",
      subject: "inbound wx_1",
      appId: "wx_1",
      reason: "0123：内容无法识别",
    });
    const unread = { appId: "wx_1", read: 100, unread: 2, percent: 2, reason: "unreadable", raw: '{"a":1}' };
    expect(type(EVENTS.messagesUnread, unread)).toMatchObject({
      type: "messages-unread",
      subject: "wx_1",
      reason: '100 条中有 2 条（2%），原因 unreadable，样例 {"a":1}',
    });
    expect(type(EVENTS.spoolOpened, { shard: 3 })).toMatchObject({ type: "spool-opened", subject: "3" });
    expect(type(EVENTS.unknownAccountSeen, { appId: "wx_9", wxid: "w" })?.type).toBe("unknown-account");
    expect(type(EVENTS.circuitStaysOpen, { appId: "wx_9", until: 1 })).toMatchObject({
      type: "circuit-open",
      subject: "wx_9",
      appId: "wx_9",
    });
    const ofAll = type(EVENTS.circuitStaysOpen, { upstream: "wechatapi", until: 1 });
    expect(ofAll).toMatchObject({ type: "circuit-open", subject: "wechatapi" });
    expect(ofAll).not.toHaveProperty("appId");
    expect(type(EVENTS.aiBudgetExceeded, { appId: "wx_9", reason: "今日 AI 额度已用完" })).toMatchObject({
      type: "ai-budget-exceeded",
      appId: "wx_9",
      reason: "今日 AI 额度已用完",
    });
    expect(type("SomethingElse", { appId: "wx_1" })).toBeUndefined();
  });

  it("rings with an alarm and its end, not with a new one that is fine", () => {
    expect(alertOf(anAlarm("ALARM", "OK"))).toEqual({
      id: "event-1",
      type: "alarm",
      at: NOON,
      subject: "InboundAge",
      reason: "消息积压。",
    });
    const plain = anAlarm("ALARM", "OK");
    expect(alertOf({ ...plain, detail: { ...plain.detail, configuration: {} } })?.reason).toBe("Threshold Crossed");
    expect(alertOf(anAlarm("OK", "ALARM"))?.type).toBe("alarm-over");
    expect(alertOf(anAlarm("OK", "INSUFFICIENT_DATA"))).toBeUndefined();
    expect(alertOf(anAlarm("INSUFFICIENT_DATA", "OK"))).toBeUndefined();
  });

  it("loses no alert to a strange detail", () => {
    const detail = { appId: 7, at: "yesterday", reason: ["x"] };
    expect(alertOf(aBusEvent(EVENTS.commandFailed, detail))).toEqual({
      id: "event-1",
      type: "command-failed",
      at: NOON,
      subject: "?",
    });
    expect(alertOf({ ...anAlarm("", ""), detail: { state: "x" } })).toBeUndefined();
    expect(alertOf({ ...aBusEvent(EVENTS.spoolOpened, {}), time: "soon" })).toMatchObject({ at: 0, subject: "?" });
  });

  it.each<[string, Record<string, unknown>, object]>([
    [EVENTS.loginRequired, {}, { type: "login-required" }],
    [EVENTS.reconnectExhausted, {}, { type: "reconnect-exhausted" }],
    [EVENTS.commandUnknown, { commandId: "c1" }, { type: "command-unknown", reason: "c1" }],
    [EVENTS.handoverRequested, { appId: "wx_1" }, { type: "handover-requested", subject: "wx_1" }],
    [EVENTS.conversationBraked, { appId: "wx_1" }, { type: "conversation-braked", subject: "wx_1" }],
    [
      EVENTS.refundAbnormal,
      { appId: "wx_1", mchId: "1900000001", outTradeNo: "order-1", refundId: "503" },
      { type: "refund-abnormal", appId: "wx_1", subject: "1900000001", reason: "退款单 503，订单 order-1" },
    ],
    [EVENTS.refundAbnormal, {}, { type: "refund-abnormal", subject: "?", reason: "退款单 ?，订单 ?" }],
    [EVENTS.deadLettered, { appId: "wx_1" }, { type: "message-dead", subject: "wx_1" }],
    [EVENTS.circuitStaysOpen, {}, { type: "circuit-open", subject: "?" }],
    [
      EVENTS.quotaExhausted,
      { appId: "wx_1", reason: "额度" },
      { type: "quota-exhausted", subject: "wx_1", reason: "额度" },
    ],
    [EVENTS.aiAnswerTruncated, { appId: "wx_1" }, { type: "ai-answer-truncated", subject: "wx_1" }],
  ])("goes by the account, or by nothing, where %s says too little", (type, detail, alert) => {
    expect(alertOf(aBusEvent(type, detail))).toMatchObject(alert);
  });

  it("names an alarm without a name by a question mark", () => {
    const unnamed = anAlarm("ALARM", "OK");
    const detail = { ...unnamed.detail, alarmName: 7 };
    expect(alertOf({ ...unnamed, detail })).toMatchObject({ type: "alarm", subject: "?" });
  });

  it("keeps reasons to 200 characters", () => {
    const reason = "错".repeat(500);
    expect(alertOf(aBusEvent(EVENTS.commandFailed, { appId: "wx_1", reason }))?.reason).toBe(`${"错".repeat(199)}…`);
  });
});
