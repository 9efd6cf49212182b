import fc from "fast-check";
import { expect, it } from "vitest";
import { openSimDatabase } from "../../../../local/sim/database.ts";
import { createUsers } from "../../../../local/sim/weixin/users.ts";
import { isShut, windowState } from "../../../../shared/accounts/domain/windows.ts";
import { normalizeOfficial } from "../../../../shared/adapters/weixin/callback/message.ts";
import { behaviourOf } from "../../../../shared/profiles/domain/behaviour.ts";
import { profileChangeOf } from "../../../../shared/profiles/domain/change.ts";
import { type Profile, reduceProfile } from "../../../../shared/profiles/domain/profile.ts";
import { anAccount, NOON } from "../../../support/builders.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const EVENTS: readonly { readonly event?: string; readonly eventKey?: string }[] = [
  {},
  { event: "CLICK", eventKey: "hours" },
  { event: "scancode_push" },
  { event: "scancode_waitmsg" },
  { event: "pic_weixin" },
  { event: "location_select" },
  { event: "subscribe" },
  { event: "subscribe", eventKey: "last_trade_no_4200001" },
  { event: "unsubscribe" },
  { event: "SCAN", eventKey: "shop" },
  { event: "VIEW" },
  { event: "LOCATION" },
];

/** What a person does after a while: not told to the platform, as long as it is not connected; or nothing at all. */
const step = fc.record({
  gap: fc.oneof(
    fc.integer({ min: 0, max: 2 * MINUTE }),
    fc.constantFrom(59_999, MINUTE, MINUTE + 1, MINUTE + 30_000, HOUR, 47 * HOUR, 48 * HOUR - 1, 48 * HOUR, 50 * HOUR),
  ),
  did: fc.option(fc.constantFrom(...EVENTS)),
  late: fc.nat(5000),
});

it("is never called closed where WeChat would send, and never open where WeChat says it is not", () => {
  const account = anAccount({ appId: "wx_app", channel: "official", createdAt: NOON - 1000 * HOUR });
  const users = createUsers(openSimDatabase(temporaryFolder()));
  const seen = { open: 0, shut: 0, unknown: 0 };
  let person = 0;
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), fc.nat(4), (steps, unseen) => {
      const openid = `o${++person}`;
      let [now, profile] = [NOON, undefined as Profile | undefined];
      for (const [index, { gap, did, late }] of steps.entries()) {
        now += gap;
        if (did) users.acted(account.appId, openid, did, now);
        if (did && index >= unseen) {
          const kind = did.event ? { MsgType: "event", Event: did.event, EventKey: did.eventKey ?? "" } : TEXT;
          const CreateTime = String(Math.floor(now / 1000));
          const fields = { ToUserName: "gh_1", FromUserName: openid, CreateTime, ...kind };
          const envelope = { id: `env-${person}-${index}`, receivedAt: now + late };
          const message = normalizeOfficial(account.appId, fields, envelope.receivedAt);
          const change = profileChangeOf(message, [], false, account, "addressed");
          const behaviour = behaviourOf(envelope, message, { ...(change ? { profile: change } : {}), rules: [] });
          profile = behaviour ? reduceProfile(profile, behaviour) : profile;
        }
        const state = windowState(account, profile?.acted, now);
        const errcode = users.receive(account.appId, openid, now);
        if (isShut(state, now)) expect([45015, 43004]).toContain(errcode);
        if (state.state === "open") expect(errcode).not.toBe(45015);
        seen[isShut(state, now) ? "shut" : state.state === "open" ? "open" : "unknown"] += 1;
      }
    }),
    { numRuns: 400 },
  );
  for (const times of Object.values(seen)) expect(times).toBeGreaterThan(50);
});

const TEXT = { MsgType: "text", Content: "在吗", MsgId: "1" };
