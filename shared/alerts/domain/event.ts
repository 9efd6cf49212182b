import * as z from "zod";
import type { Alert } from "./alert.ts";

/** An event as EventBridge hands it over. Its detail is read leniently: a strange event still becomes an alert. */
export const busEventSchema = z.object({
  id: z.string().min(1).max(128),
  source: z.string(),
  "detail-type": z.string(),
  /** ISO 8601, whole seconds. */
  time: z.string(),
  detail: z.record(z.string(), z.unknown()),
});

export type BusEvent = z.infer<typeof busEventSchema>;

/** Characters of a reason that an alert keeps. */
const REASON_LIMIT = 200;
const LINK_LIMIT = 600;

const text = z.string().catch("");
const reasonSchema = z
  .union([z.string(), z.object({ message: z.string() }).transform(({ message }) => message)])
  .catch("");
const commonSchema = z.object({
  appId: text,
  reason: reasonSchema,
  /** The event's own id, the same each time that it is published; without it, one publication is one event. */
  eventId: z.string().min(1).max(128).optional().catch(undefined),
  at: z.number().optional().catch(undefined),
});
const loginSchema = z.object({ qrUrl: text, verifyUrl: text });
const stateSchema = z.object({ from: text, to: text });
const exhaustedSchema = z.object({ attempts: z.number().optional().catch(undefined) });
const commandSchema = z.object({ commandId: text });
const deadLetterSchema = z.object({ deadLetterId: text, subject: text });
const refundSchema = z.object({ mchId: text, outTradeNo: text, refundId: text });
const handoverSchema = z.object({ conversationId: text });
const circuitSchema = z.object({ upstream: text });
const spoolSchema = z.object({ shard: z.union([z.string(), z.number()]).transform(String).catch("?") });
const figure = z.number().catch(0);
const unreadSchema = z.object({ read: figure, unread: figure, percent: figure, reason: text, raw: text });
const alarmState = z.object({ value: text, reason: text }).catch({ value: "", reason: "" });
const alarmSchema = z.object({
  alarmName: text,
  state: alarmState,
  previousState: alarmState,
  configuration: z.object({ description: text }).catch({ description: "" }),
});

/**
 * The alert that an event is worth, or undefined where operators need not know. An account's return (`account-online`)
 * is worth an alert only if its trouble was told before: the caller has to judge that.
 */
export function alertOf(event: BusEvent): Alert | undefined {
  if (event.source === "aws.cloudwatch") return alarmAlert(event);
  const detail = commonSchema.parse(event.detail);
  const known = {
    id: detail.eventId ?? event.id,
    at: detail.at ?? timeOf(event),
    subject: detail.appId || "?",
    ...appIdOf(detail.appId),
  };
  const alert = { ...known, ...reasonOf(detail.reason) };
  switch (event["detail-type"]) {
    case "AccountStateChanged":
      return stateAlert(alert, stateSchema.parse(event.detail));
    case "LoginRequired": {
      // The page behind `qrUrl` shows the code of a new-device check as well; `verifyUrl` alone would have to become
      // one.
      const { qrUrl, verifyUrl } = loginSchema.parse(event.detail);
      return { ...alert, type: "login-required", ...linkOf(qrUrl || verifyUrl) };
    }
    case "ReconnectExhausted": {
      const { attempts } = exhaustedSchema.parse(event.detail);
      const tried = attempts === undefined ? undefined : `已自动重连 ${attempts} 次`;
      return { ...alert, type: "reconnect-exhausted", ...reasonOf(detail.reason || (tried ?? "")) };
    }
    case "CommandUnknown":
    case "CommandFailed": {
      const { commandId } = commandSchema.parse(event.detail);
      const type = event["detail-type"] === "CommandUnknown" ? "command-unknown" : "command-failed";
      return { ...alert, type, ...reasonOf([commandId, detail.reason].filter(Boolean).join("：")) };
    }
    case "HandoverRequested": {
      const { conversationId } = handoverSchema.parse(event.detail);
      return { ...alert, type: "handover-requested", subject: conversationId || alert.subject };
    }
    case "ConversationBraked": {
      const { conversationId } = handoverSchema.parse(event.detail);
      return { ...alert, type: "conversation-braked", subject: conversationId || alert.subject };
    }
    case "DeadLettered": {
      const { deadLetterId, subject } = deadLetterSchema.parse(event.detail);
      const reason = [deadLetterId, detail.reason].filter(Boolean).join("：");
      return { ...alert, type: "message-dead", subject: subject || alert.subject, ...reasonOf(reason) };
    }
    case "CircuitStaysOpen": {
      const { upstream } = circuitSchema.parse(event.detail);
      return { ...alert, type: "circuit-open", subject: detail.appId || upstream || "?" };
    }
    case "MessagesUnread": {
      const { read, unread, percent, reason, raw } = unreadSchema.parse(event.detail);
      const share = `${read} 条中有 ${unread} 条（${percent}%）`;
      return { ...alert, type: "messages-unread", ...reasonOf(`${share}，原因 ${reason}，样例 ${raw}`) };
    }
    case "RefundAbnormal":
      return refundAlert(alert, refundSchema.parse(event.detail));
    case "SpoolOpened":
      return { ...alert, type: "spool-opened", subject: spoolSchema.parse(event.detail).shard };
    case "AccountAuthorized":
      return { ...alert, type: "account-authorized" };
    case "AuthorizationWithdrawn":
      return { ...alert, type: "authorization-withdrawn" };
    case "QuotaExhausted":
      return { ...alert, type: "quota-exhausted" };
    case "AiBudgetExceeded":
      return { ...alert, type: "ai-budget-exceeded" };
    case "AiAnswerTruncated":
      return { ...alert, type: "ai-answer-truncated" };
    case "UnknownAccountSeen":
      return { ...alert, type: "unknown-account" };
    default:
      return undefined;
  }
}

function stateAlert(alert: Omit<Alert, "type">, { from, to }: z.infer<typeof stateSchema>): Alert | undefined {
  if (to === "ERROR") return { ...alert, type: "account-error" };
  if (to === "RECONNECTING" && from === "ONLINE") return { ...alert, type: "account-offline" };
  if (to === "ONLINE" && from !== "ONLINE") return { ...alert, type: "account-online" };
  return undefined;
}

function refundAlert(alert: Omit<Alert, "type">, { mchId, outTradeNo, refundId }: z.infer<typeof refundSchema>): Alert {
  const reason = `退款单 ${refundId || "?"}，订单 ${outTradeNo || "?"}`;
  return { ...alert, type: "refund-abnormal", subject: mchId || alert.subject, ...reasonOf(reason) };
}

/**
 * The first line of an alarm's description is for operators. A new alarm goes from INSUFFICIENT_DATA to OK, which is no
 * news; only the end of an ALARM is.
 */
function alarmAlert(event: BusEvent): Alert | undefined {
  const { alarmName, state, previousState, configuration } = alarmSchema.parse(event.detail);
  const alert = { id: event.id, at: timeOf(event), subject: alarmName || "?" };
  if (state.value === "ALARM") {
    const [inChinese] = configuration.description.split("\n");
    return { ...alert, type: "alarm", ...reasonOf(inChinese || state.reason) };
  }
  return state.value === "OK" && previousState.value === "ALARM" ? { ...alert, type: "alarm-over" } : undefined;
}

function timeOf({ time }: BusEvent): number {
  const at = Date.parse(time);
  return Number.isNaN(at) ? 0 : at;
}

function appIdOf(appId: string): { appId?: string } {
  return appId === "" ? {} : { appId };
}

/** In one line: a reason may quote a vendor's words. */
function reasonOf(reason: string): { reason?: string } {
  const line = [...reason.replace(/\s+/g, " ").trim()];
  if (line.length === 0) return {};
  return { reason: line.length > REASON_LIMIT ? `${line.slice(0, REASON_LIMIT - 1).join("")}…` : line.join("") };
}

/** Only whole links to web pages are kept: a link that was cut opens nothing. */
function linkOf(link: string): { link?: string } {
  return /^https?:\/\/\S+$/.test(link) && link.length <= LINK_LIMIT ? { link } : {};
}
