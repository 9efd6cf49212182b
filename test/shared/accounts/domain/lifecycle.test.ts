import { describe, expect, it } from "vitest";
import { type AccountEvent, moveAfter } from "../../../../shared/accounts/domain/lifecycle.ts";
import { type ReasonCode, reasonCodes, reasonOf } from "../../../../shared/accounts/domain/reason.ts";
import { type AccountState, accountStates } from "../../../../shared/accounts/domain/state.ts";
import { anAccount, NOON } from "../../../support/builders.ts";

type Row = Partial<Record<AccountState, AccountState>>;

/** Every event, with the state that it leads to from each state. In states that are not listed it changes nothing. */
const TABLE: readonly [string, AccountEvent, Row][] = [
  [
    "an operator's check finds it online",
    { type: "found-online", by: "operator" },
    { IDLE: "ONLINE", LOGGING_IN: "ONLINE", RECONNECTING: "ONLINE", ERROR: "ONLINE" },
  ],
  [
    "a callback's check finds it online",
    { type: "found-online", by: "sign" },
    { IDLE: "ONLINE", RECONNECTING: "ONLINE", ERROR: "ONLINE" },
  ],
  ["a beat finds it online", { type: "found-online", by: "beat" }, { IDLE: "ONLINE", RECONNECTING: "ONLINE" }],
  ["it is found offline", { type: "found-offline", by: "beat-failed" }, { ONLINE: "RECONNECTING" }],
  ["a send is refused", { type: "send-refused", detail: "已离线" }, { ONLINE: "RECONNECTING" }],
  [
    "it is banned",
    { type: "banned", detail: "封号" },
    { IDLE: "ERROR", LOGGING_IN: "ERROR", ONLINE: "ERROR", RECONNECTING: "ERROR" },
  ],
  ["its device is gone", { type: "device-gone" }, { ONLINE: "ERROR", RECONNECTING: "ERROR", ERROR: "ERROR" }],
  ["all tries to reconnect failed", { type: "reconnect-exhausted", detail: "no" }, { RECONNECTING: "ERROR" }],
  ["its hour is over", { type: "retry-due" }, { ERROR: "IDLE" }],
  [
    "a login begins",
    { type: "login-started", by: "login-scan" },
    { IDLE: "LOGGING_IN", LOGGING_IN: "LOGGING_IN", RECONNECTING: "LOGGING_IN", ERROR: "LOGGING_IN" },
  ],
  ["it has logged in", { type: "logged-in", wxid: "wxid_new" }, { LOGGING_IN: "ONLINE" }],
  ["nobody scanned", { type: "login-ended", by: "scan-timeout" }, { LOGGING_IN: "IDLE" }],
  ["the login shows a ban", { type: "login-ended", by: "banned" }, { LOGGING_IN: "ERROR" }],
  ["the login shows that the device is gone", { type: "login-ended", by: "device-gone" }, { LOGGING_IN: "ERROR" }],
  [
    "it is logged out",
    { type: "logged-out" },
    { IDLE: "IDLE", LOGGING_IN: "IDLE", ONLINE: "IDLE", RECONNECTING: "IDLE", ERROR: "IDLE" },
  ],
];

describe.each(TABLE)("when %s", (_what, event, row) => {
  it.each(accountStates)("from %s", (state) => {
    expect(moveAfter(anAccount({ state }), event, NOON)?.to).toBe(row[state]);
  });
});

const inState = (state: AccountState, code: ReasonCode) => anAccount({ state, reason: reasonOf(code) });

describe("an account that the gateway calls online", () => {
  it.each(["sends-refused", "logged-out"] as const)("is believed after %s only where an operator asked", (code) => {
    const account = inState("IDLE", code);
    for (const by of ["beat", "sign"] as const) {
      expect(moveAfter(account, { type: "found-online", by }, NOON)).toBeUndefined();
    }
    expect(moveAfter(account, { type: "found-online", by: "operator" }, NOON)).toEqual({ to: "ONLINE" });
  });

  it("but whose sends are refused a fourth time soon after it came back has to log in", () => {
    const back = anAccount({ refusedSends: 3, stateSince: NOON });
    const refused: AccountEvent = { type: "send-refused", detail: "已离线" };
    expect(moveAfter(anAccount({ refusedSends: 2, stateSince: NOON }), refused, NOON + 1)).toMatchObject({
      to: "RECONNECTING",
      refusedSends: 3,
    });
    expect(moveAfter(back, refused, NOON + 599_999)).toMatchObject({
      to: "IDLE",
      reason: { code: "sends-refused" },
      refusedSends: 0,
    });
    expect(moveAfter(back, refused, NOON + 600_000)).toMatchObject({ to: "RECONNECTING", refusedSends: 1 });
  });

  it("is trusted anew once the gateway itself said offline", () => {
    const back = anAccount({ refusedSends: 1, stateSince: NOON });
    expect(moveAfter(back, { type: "found-offline", by: "beat-failed" }, NOON)).toMatchObject({ refusedSends: 0 });
  });

  it("and was never refused a send is reconnected first", () => {
    const account = anAccount({ stateSince: NOON });
    expect(moveAfter(account, { type: "send-refused", detail: "x" }, NOON + 1)).toMatchObject({
      to: "RECONNECTING",
      refusedSends: 1,
    });
  });
});

it.each(["retry", "sends-refused"] as const)("a device that went while the account waits (%s) is told", (code) => {
  expect(moveAfter(inState("IDLE", code), { type: "device-gone" }, NOON)).toMatchObject({
    to: "ERROR",
    reason: { code: "device-gone" },
  });
});

it("a login tells which WeChat account it was, and begins with trust anew", () => {
  const account = anAccount({ state: "LOGGING_IN", refusedSends: 1 });
  expect(moveAfter(account, { type: "logged-in", wxid: "wxid_new" }, NOON)).toEqual({
    to: "ONLINE",
    refusedSends: 0,
    wxid: "wxid_new",
  });
  expect(moveAfter(account, { type: "logged-in", wxid: "" }, NOON)).not.toHaveProperty("wxid");
});

it.each([
  ["a device that is gone", inState("ERROR", "device-gone"), { type: "device-gone" }],
  ["an account that is logged out", inState("IDLE", "logged-out"), { type: "logged-out" }],
  ["no retry of an account without device", inState("ERROR", "device-gone"), { type: "retry-due" }],
] as const)("is not repeated: %s", (_what, account, event) => {
  expect(moveAfter(account, event, NOON)).toBeUndefined();
});

it.each(reasonCodes)("the reason %s tells people something, with the gateway's words behind it", (code) => {
  expect(reasonOf(code).message).toMatch(/[\u4e00-\u9fff]{4}/);
  expect(reasonOf(code, "ret 500 原因").message).toContain("（ret 500 原因）");
});
