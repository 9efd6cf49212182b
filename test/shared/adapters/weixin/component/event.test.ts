import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readComponentEvent } from "../../../../../shared/adapters/weixin/component/event.ts";
import { createOpenComponentEvent } from "../../../../../shared/adapters/weixin/component/open.ts";
import { AppError } from "../../../../../shared/kernel/domain/errors.ts";
import { COMPONENT } from "../../../../support/a-component.ts";
import { aComponentEvent, COMPONENT_WIRE, componentKeys } from "../../../../support/a-component-callback.ts";
import { NOON } from "../../../../support/builders.ts";

const seconds = String(NOON / 1000);
const read = (fields: Record<string, string>, receivedAt = NOON) => readComponentEvent(COMPONENT, fields, receivedAt);
const about = { componentAppId: COMPONENT, at: NOON };

describe("what WeChat tells a third-party platform", () => {
  it.each([
    [
      { InfoType: "component_verify_ticket", ComponentVerifyTicket: "ticket@@@abc" },
      { type: "ticket", ticket: "ticket@@@abc" },
    ],
    [
      { InfoType: "authorized", AuthorizerAppid: "wx_a", AuthorizationCode: "queryauthcode@@@1" },
      { type: "authorized", appId: "wx_a", code: "queryauthcode@@@1", updated: false },
    ],
    [
      { InfoType: "updateauthorized", AuthorizerAppid: "wx_a", AuthorizationCode: "queryauthcode@@@1" },
      { type: "authorized", appId: "wx_a", code: "queryauthcode@@@1", updated: true },
    ],
    [
      { InfoType: "unauthorized", AuthorizerAppid: "wx_a" },
      { type: "unauthorized", appId: "wx_a" },
    ],
    [{ InfoType: "notify_third_fasteregister" }, { type: "other", name: "notify_third_fasteregister" }],
    [{}, { type: "other", name: "" }],
  ])("is read from %o", (fields, expected) => {
    expect(read({ CreateTime: seconds, ...fields })).toEqual({ ...about, ...expected });
  });

  it.each([
    { InfoType: "component_verify_ticket" },
    { InfoType: "authorized", AuthorizerAppid: "wx_a" },
    { InfoType: "authorized", AuthorizationCode: "code" },
    { InfoType: "unauthorized", AuthorizerAppid: "not an appId" },
  ])("is refused without what it is about: %o", (fields) => {
    expect(() => read({ CreateTime: seconds, ...fields })).toThrow(expect.objectContaining({ code: "invalid-input" }));
  });

  it.each(["", "0", "soon", String(NOON / 1000 + 301), "99999999999"])("has our time where its own is '%s'", (time) => {
    expect(read({ InfoType: "unauthorized", AuthorizerAppid: "wx_a", CreateTime: time }, NOON + 700)).toMatchObject({
      at: NOON,
    });
  });

  it("is an event or a refusal, whatever the fields say", () => {
    const names = ["InfoType", "CreateTime", "AuthorizerAppid", "AuthorizationCode", "ComponentVerifyTicket"];
    const values = fc.oneof(
      fc.string(),
      fc.constantFrom("authorized", "unauthorized", "updateauthorized", "component_verify_ticket", "wx_a", seconds),
    );
    const fields = fc.dictionary(fc.constantFrom(...names), fc.oneof(values, fc.array(values)));
    fc.assert(
      fc.property(fields, fc.integer({ min: NOON, max: NOON + 1e12 }), (given, receivedAt) => {
        try {
          const event = readComponentEvent(COMPONENT, given, receivedAt);
          expect(event.componentAppId).toBe(COMPONENT);
          expect(event.at % 1000).toBe(0);
          expect(event.at).toBeLessThanOrEqual(receivedAt + 300_000);
          if (event.type === "authorized") expect(event.code).not.toBe("");
        } catch (error) {
          expect(error).toBeInstanceOf(AppError);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

describe("the envelope of what WeChat tells a third-party platform", () => {
  const ticket = { InfoType: "component_verify_ticket", ComponentVerifyTicket: "ticket@@@abc" };

  function open(request: ReturnType<typeof aComponentEvent>, keys = componentKeys(), now = NOON) {
    const opener = createOpenComponentEvent({ keysOf: async () => keys, clock: { now: () => now } });
    return opener(COMPONENT, request.query, request.body);
  }

  it("opens with the platform's Token and key", async () => {
    expect(await open(aComponentEvent(ticket))).toMatchObject(ticket);
  });

  it("opens with an old pair in its time, and each pair stays together", async () => {
    const { token, encodingAesKey } = COMPONENT_WIRE;
    const pairs = (until: number) =>
      componentKeys({
        keys: [
          { token: "newtoken", encodingAesKey: encodingAesKey.toLowerCase() },
          { token, encodingAesKey, until },
        ],
      });
    expect(await open(aComponentEvent(ticket), pairs(NOON + 1))).toMatchObject(ticket);
    await expect(open(aComponentEvent(ticket), pairs(NOON))).rejects.toMatchObject({
      details: { reason: "signature" },
    });
  });

  it.each([
    ["signature", aComponentEvent(ticket, { keys: { ...COMPONENT_WIRE, token: "othertoken" } }), componentKeys()],
    [
      "decryption",
      aComponentEvent(ticket, { keys: { ...COMPONENT_WIRE, encodingAesKey: "a".repeat(43) } }),
      componentKeys(),
    ],
    ["other-account", aComponentEvent(ticket, { keys: { ...COMPONENT_WIRE, appId: "wx_other" } }), componentKeys()],
    ["timestamp", aComponentEvent(ticket, { now: NOON - 301_000 }), componentKeys()],
    ["timestamp", aComponentEvent(ticket, { now: NOON + 301_000 }), componentKeys()],
    [
      "not-encrypted",
      { ...aComponentEvent(ticket), body: "<xml><InfoType>authorized</InfoType></xml>" },
      componentKeys(),
    ],
    ["malformed", { ...aComponentEvent(ticket), body: "nothing" }, componentKeys()],
    ["misconfigured", aComponentEvent(ticket), componentKeys({ keys: [{ token: COMPONENT_WIRE.token }] })],
  ])("is refused as %s", async (reason, request, keys) => {
    await expect(open(request, keys)).rejects.toMatchObject({ details: { reason } });
  });

  it("is refused for a platform that is not there", async () => {
    const opener = createOpenComponentEvent({ keysOf: async () => undefined, clock: { now: () => NOON } });
    const { query, body } = aComponentEvent(ticket);
    await expect(opener(COMPONENT, query, body)).rejects.toMatchObject({ code: "not-found" });
  });
});
