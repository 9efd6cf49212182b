import type { Account } from "./account.ts";
import { channelOf } from "./channel.ts";
import { type ReasonCode, reasonOf, type StateReason } from "./reason.ts";
import type { AccountState } from "./state.ts";

/** What happened to an account, as the gateway, a send or an operator tells it. */
export type AccountEvent =
  /**
   * The gateway says that it is online. `beat`: asked by schedule; `sign`: because something happened (a callback, a
   * try to reconnect); `operator`: because a person wanted to know.
   */
  | { readonly type: "found-online"; readonly by: "beat" | "sign" | "operator" }
  | { readonly type: "found-offline"; readonly by: "beat-failed" | "offline-callback" | "check-failed" }
  /** A send was refused because the account is offline; `detail`: the gateway's words. */
  | { readonly type: "send-refused"; readonly detail: string }
  | { readonly type: "banned"; readonly detail: string }
  | { readonly type: "device-gone" }
  | { readonly type: "reconnect-exhausted"; readonly detail: string }
  | { readonly type: "retry-due" }
  | { readonly type: "login-started"; readonly by: "login-scan" | "login-tap" }
  | { readonly type: "logged-in"; readonly wxid: string }
  | { readonly type: "login-ended"; readonly by: LoginEnd; readonly detail?: string }
  | { readonly type: "logged-out" }
  /** The account's owner took its authorization by a third-party platform back, or gave it (again). */
  | { readonly type: "authorization-withdrawn" }
  | { readonly type: "authorized" };

export type LoginEnd = Extract<
  ReasonCode,
  "scan-timeout" | "scan-cancelled" | "code-expired" | "login-refused" | "wrong-account" | "banned" | "device-gone"
>;

/** A transition: what the account becomes. Absent fields of the account stay, except `reason`, which is replaced. */
export type Move = {
  readonly to: AccountState;
  readonly reason?: StateReason;
  readonly refusedSends?: number;
  readonly wxid?: string;
};

/** Sends refused again so soon after the account came back mean that the gateway's "online" is wrong, ms. */
const DOUBT_PERIOD = 600_000;

/** So many refusals in a row may be a gateway that is just starting: its accounts are reconnected. */
const BELIEVED_REFUSALS = 3;

/** With these a mere "online" of the gateway is not believed: only a login or an operator's check helps. */
const DISBELIEVED: ReadonlySet<ReasonCode> = new Set(["sends-refused", "logged-out"]);

/**
 * The state machine of an account: pure. Returns the transition that an event causes at `now` (epoch ms), or undefined
 * where the account does not move. An account that does not log in is ONLINE, unless its authorization is withdrawn.
 */
export function moveAfter(account: Account, event: AccountEvent, now: number): Move | undefined {
  if (!channelOf(account).logsIn) return moveAfterAuthorization(account, event);
  switch (event.type) {
    case "found-online":
      return afterFoundOnline(account, event.by);
    case "found-offline":
      // A gateway that says "offline" by itself does not call everything online.
      return account.state === "ONLINE"
        ? { to: "RECONNECTING", reason: reasonOf(event.by), refusedSends: 0 }
        : undefined;
    case "send-refused":
      return afterRefusedSend(account, event.detail, now);
    case "banned":
      return account.state === "ERROR" ? undefined : { to: "ERROR", reason: reasonOf("banned", event.detail) };
    case "device-gone":
      return afterDeviceGone(account);
    case "reconnect-exhausted":
      return account.state === "RECONNECTING"
        ? { to: "ERROR", reason: reasonOf("reconnect-exhausted", event.detail), refusedSends: 0 }
        : undefined;
    case "retry-due":
      return account.state === "ERROR" && account.reason?.code !== "device-gone"
        ? { to: "IDLE", reason: reasonOf("retry") }
        : undefined;
    case "login-started":
      return account.state === "ONLINE" ? undefined : { to: "LOGGING_IN", reason: reasonOf(event.by) };
    case "logged-in":
      return account.state === "LOGGING_IN"
        ? { to: "ONLINE", refusedSends: 0, ...(event.wxid === "" ? {} : { wxid: event.wxid }) }
        : undefined;
    case "login-ended":
      return afterLoginEnded(account, event.by, event.detail);
    case "logged-out":
      return account.state === "IDLE" && account.reason?.code === "logged-out"
        ? undefined
        : { to: "IDLE", reason: reasonOf("logged-out") };
    case "authorization-withdrawn":
    case "authorized":
      return undefined;
    default:
      return event satisfies never;
  }
}

function moveAfterAuthorization({ state }: Account, { type }: AccountEvent): Move | undefined {
  if (type === "authorization-withdrawn" && state === "ONLINE") return { to: "IDLE", reason: reasonOf(type) };
  return type === "authorized" && state !== "ONLINE" ? { to: "ONLINE" } : undefined;
}

/**
 * An operator's check always counts. Other checks neither cut a login off nor undo a logout. A scheduled check brings
 * an account back from ERROR only where failed reconnects brought it there: the gateway may have been away.
 */
function afterFoundOnline({ state, reason }: Account, by: "beat" | "sign" | "operator"): Move | undefined {
  if (state === "ONLINE") return undefined;
  if (by === "operator") return { to: "ONLINE" };
  if (state === "LOGGING_IN" || (reason !== undefined && DISBELIEVED.has(reason.code))) return undefined;
  const waits = state !== "ERROR" || reason?.code === "reconnect-exhausted";
  return by === "sign" || waits ? { to: "ONLINE" } : undefined;
}

/**
 * It is reconnected, each time after a longer wait; if that never helps although the gateway says "online", a person
 * logs in.
 */
function afterRefusedSend({ state, stateSince, refusedSends }: Account, detail: string, now: number): Move | undefined {
  if (state !== "ONLINE") return undefined;
  const before = now - stateSince < DOUBT_PERIOD ? refusedSends : 0;
  return before < BELIEVED_REFUSALS
    ? { to: "RECONNECTING", reason: reasonOf("check-failed", detail), refusedSends: before + 1 }
    : { to: "IDLE", reason: reasonOf("sends-refused", detail), refusedSends: 0 };
}

function afterDeviceGone({ state, reason }: Account): Move | undefined {
  const known = state === "ERROR" && reason?.code === "device-gone";
  // An appId that was never logged in has no device yet; with these reasons it had one.
  const mayBeNew = state === "IDLE" && reason?.code !== "retry" && reason?.code !== "sends-refused";
  return known || mayBeNew || state === "LOGGING_IN" ? undefined : { to: "ERROR", reason: reasonOf("device-gone") };
}

function afterLoginEnded({ state }: Account, by: LoginEnd, detail: string | undefined): Move | undefined {
  if (state !== "LOGGING_IN") return undefined;
  const to = by === "banned" || by === "device-gone" ? "ERROR" : "IDLE";
  return { to, reason: reasonOf(by, detail) };
}
