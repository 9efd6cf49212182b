import * as z from "zod";

/** What an alert can be about, the most pressing first: the order in which a message lists them. */
export const alertTypes = [
  "login-required",
  "reconnect-exhausted",
  "account-error",
  "authorization-withdrawn",
  "circuit-open",
  "alarm",
  "refund-abnormal",
  "handover-requested",
  "conversation-braked",
  "spool-opened",
  "account-offline",
  "command-unknown",
  "command-failed",
  "message-dead",
  "messages-unread",
  "unknown-account",
  "quota-exhausted",
  "ai-budget-exceeded",
  "ai-answer-truncated",
  "account-online",
  "account-authorized",
  "alarm-over",
  "test",
] as const;

export type AlertType = (typeof alertTypes)[number];

export const alertSeverities = ["critical", "warning", "info"] as const;
export type AlertSeverity = (typeof alertSeverities)[number];

/** One thing that an operator should know. */
export const alertSchema = z.object({
  /** The event's id: the same event handed over twice is one alert. */
  id: z.string().min(1).max(128),
  type: z.enum(alertTypes),
  /** Epoch ms, by the event. */
  at: z.number(),
  /** Whom or what it is about: an account's appId, an upstream's name, a spool's shard, an alarm's name. */
  subject: z.string(),
  appId: z.string().optional(),
  /** Why, in one line. */
  reason: z.string().optional(),
  /** The QR picture to scan, or the page to open. */
  link: z.string().optional(),
});

export type Alert = z.infer<typeof alertSchema>;

export const severityOf: Readonly<Record<AlertType, AlertSeverity>> = {
  "login-required": "critical",
  "reconnect-exhausted": "critical",
  "account-error": "critical",
  "authorization-withdrawn": "critical",
  "circuit-open": "critical",
  alarm: "critical",
  "refund-abnormal": "warning",
  "handover-requested": "warning",
  "conversation-braked": "warning",
  "spool-opened": "warning",
  "account-offline": "warning",
  "command-unknown": "warning",
  "command-failed": "warning",
  "message-dead": "warning",
  "messages-unread": "warning",
  "unknown-account": "warning",
  "quota-exhausted": "warning",
  "ai-budget-exceeded": "warning",
  "ai-answer-truncated": "warning",
  "account-online": "info",
  "account-authorized": "info",
  "alarm-over": "info",
  test: "info",
};

/** Alerts that say how an account is: of one account only the latest word counts. */
export const ACCOUNT_CONDITIONS: ReadonlySet<AlertType> = new Set([
  "login-required",
  "reconnect-exhausted",
  "account-error",
  "authorization-withdrawn",
  "account-offline",
  "account-online",
]);

/** Whether it is of no use later: a QR code to scan lives two minutes. */
export function isUrgent({ type, link }: Alert): boolean {
  return type === "login-required" && link !== undefined;
}

/** Whether the account waits for its return to be told as well. */
export function isAccountTrouble(type: AlertType): boolean {
  return ACCOUNT_CONDITIONS.has(type) && type !== "account-online";
}
