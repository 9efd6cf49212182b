import { describe, expect, it } from "vitest";
import { windowActOf } from "../../../../shared/accounts/domain/window-act.ts";
import {
  type Acted,
  actedOnce,
  actedTogether,
  CLOCK_MARGIN,
  hasWindows,
  isShut,
  openUntil,
  windowState,
} from "../../../../shared/accounts/domain/windows.ts";
import { anAccount, anInboundText, NOON } from "../../../support/builders.ts";

const HOUR = 3_600_000;
const LONG_AGO = NOON - 1000 * HOUR;
const official = anAccount({ channel: "official", createdAt: LONG_AGO });
const acted = (last: Acted["last"], since = LONG_AGO): Acted => ({ since, last });

describe("the window for messages to a person", () => {
  it.each([
    ["message", 48 * HOUR, 5],
    ["menu-click", 60_000, 3],
    ["follow", 60_000, 3],
    ["scan", 60_000, 3],
    ["payment", 48 * HOUR, undefined],
  ] as const)("of an Official Account is opened by '%s' for %i ms and %s messages", (by, ms, sends) => {
    const window = { by, until: NOON + ms, ...(sends === undefined ? {} : { sends }) };
    expect(windowState(official, acted({ [by]: NOON }), NOON + ms - 1)).toEqual({ state: "open", windows: [window] });
    expect(windowState(official, acted({ [by]: NOON }), NOON + ms)).toEqual({ state: "closed", since: NOON + ms });
    expect(openUntil("official", by, NOON)).toBe(NOON + ms);
  });

  it.each([
    ["message", 48 * HOUR, 5],
    ["session-entered", 60_000, 2],
  ] as const)("of a mini program is opened by '%s' for %i ms and %i messages", (by, ms, sends) => {
    const account = anAccount({ channel: "mini-program", createdAt: LONG_AGO });
    const state = { state: "open", windows: [{ by, until: NOON + ms, sends }] };
    expect(windowState(account, acted({ [by]: NOON, follow: NOON }), NOON)).toEqual(state);
  });

  it("lists all that are open, the one that ends last first", () => {
    const state = windowState(official, acted({ scan: NOON, message: NOON - HOUR }), NOON + 1);
    expect(state).toMatchObject({ state: "open", windows: [{ by: "message" }, { by: "scan" }] });
  });

  it("is not known before a person was seen, and as long as an unseen act may hold it open", () => {
    const click = { "menu-click": NOON };
    expect(windowState(official, undefined, NOON)).toEqual({ state: "unknown" });
    expect(windowState(official, acted(click, NOON), NOON + 48 * HOUR - 1)).toEqual({ state: "unknown" });
    const closed = { state: "closed", since: NOON + 48 * HOUR };
    expect(windowState(official, acted(click, NOON), NOON + 48 * HOUR)).toEqual(closed);
    const registeredNow = anAccount({ channel: "official", createdAt: NOON });
    expect(windowState(registeredNow, acted(click), NOON + 48 * HOUR - 1)).toEqual({ state: "unknown" });
    expect(windowState(registeredNow, acted(click), NOON + 48 * HOUR)).toEqual(closed);
  });

  it("is shut for certain when it ended longer ago than clocks may differ", () => {
    const closed = { state: "closed", since: NOON } as const;
    expect(isShut(closed, NOON + CLOCK_MARGIN - 1)).toBe(false);
    expect(isShut(closed, NOON + CLOCK_MARGIN)).toBe(true);
    expect(isShut({ state: "unknown" }, NOON)).toBe(false);
  });

  it("is not known at personal accounts, which send at any time", () => {
    expect(hasWindows("personal")).toBe(false);
    expect(hasWindows("official")).toBe(true);
    expect(openUntil("personal", "message", NOON)).toBeUndefined();
    expect(openUntil("official", undefined, NOON)).toBeUndefined();
  });
});

describe("what a person did", () => {
  it("is the latest of each act, in whatever order they are told", () => {
    const one = actedOnce("message", { seenAt: NOON, receivedAt: NOON + 1 });
    const later = actedOnce("message", { seenAt: NOON + 5, receivedAt: NOON + 9 });
    const other = actedOnce("other", { seenAt: NOON + 7, receivedAt: NOON });
    const all = { since: NOON, last: { message: NOON + 5 } };
    expect(actedTogether(actedTogether(one, later), other)).toEqual(all);
    expect(actedTogether(actedTogether(other, later), one)).toEqual(all);
    expect(actedTogether(undefined, one)).toEqual(one);
    expect(actedTogether(undefined, undefined)).toBeUndefined();
  });

  it.each([
    ["a text", {}, "message"],
    ["a message of an unknown type", { kind: "unknown", raw: {} }, "message"],
    ["following", { kind: "subscribe", scene: "" }, "follow"],
    ["following after a payment", { kind: "subscribe", scene: "", tradeNo: "42" }, "payment"],
    ["a payment", { kind: "payment" }, "payment"],
    ["a refund", { kind: "refund" }, undefined],
    ["a scan", { kind: "scan", scene: "shop" }, "scan"],
    ["a click", { kind: "menu-click", menuKey: "a", entry: "click", result: "" }, "menu-click"],
    ["a picture's entry", { kind: "menu-click", menuKey: "a", entry: "pic_weixin", result: "" }, undefined],
    ["a page", { kind: "menu-view", url: "https://example.com" }, undefined],
    ["coming to the page", { kind: "event", name: "user_enter_tempsession" }, "session-entered"],
    ["another event", { kind: "event", name: "kf_create_session" }, undefined],
  ])("by %s", (_what, body, act) => {
    expect(windowActOf({ ...anInboundText(), ...body } as never)).toBe(act);
  });
});
