import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sessionKeyOf, stepSchema, valueNameSchema } from "../../../../shared/conversations/domain/conversation.ts";
import { draftSession } from "../../../../shared/conversations/domain/session-draft.ts";
import type { InboundMessage } from "../../../../shared/messages/domain/inbound-message.ts";
import { anInboundText, NOON } from "../../../support/builders.ts";

const MINUTE = 60_000;
const stored = { revision: 4, session: { step: "phone", values: { name: "小明" }, until: NOON + MINUTE } };

describe("the draft of a session", () => {
  it("says nothing of a session that no action edits", () => {
    const draft = draftSession(stored, anInboundText());
    expect([draft.values(), draft.change()]).toEqual([{ name: "小明" }, undefined]);
  });

  it("adds values, keeps the step that no action names, and lives on from this message", () => {
    const draft = draftSession(stored, anInboundText());
    expect(draft.edit({ clear: false, values: { phone: "13812345678" }, ttlMinutes: 5 })).toBe(true);
    expect(draft.change()).toEqual({
      key: { conversationId: "wxid_friend" },
      revision: 4,
      session: { step: "phone", values: { name: "小明", phone: "13812345678" }, until: NOON + 5 * MINUTE },
    });
  });

  it("ends by clear alone, and begins anew by clear with more", () => {
    const ended = draftSession(stored, anInboundText());
    ended.edit({ clear: true, values: {}, ttlMinutes: 5 });
    expect(ended.change()).toEqual({ key: { conversationId: "wxid_friend" }, revision: 4 });
    const anew = draftSession(stored, anInboundText());
    anew.edit({ clear: true, step: "name", values: {}, ttlMinutes: 5 });
    expect(anew.change()?.session).toEqual({ step: "name", values: {}, until: NOON + 5 * MINUTE });
  });

  it("does not go on from a session whose time was up when the message was sent, but follows on its revision", () => {
    const draft = draftSession(stored, anInboundText({ sentAt: NOON + MINUTE }));
    expect(draft.values()).toEqual({});
    draft.edit({ clear: false, step: "name", values: {}, ttlMinutes: 1 });
    expect(draft.change()).toMatchObject({ revision: 4, session: { values: {} } });
  });

  it("never holds more than 20 values of 500 characters, nor half a character", () => {
    const values = fc.dictionary(fc.stringMatching(/^[a-z]{1,2}$/), fc.string({ unit: "grapheme", maxLength: 600 }));
    fc.assert(
      fc.property(fc.array(values, { maxLength: 4 }), (edits) => {
        const draft = draftSession(undefined, anInboundText());
        for (const each of edits) draft.edit({ clear: false, values: each, ttlMinutes: 1 });
        const kept = Object.values(draft.values());
        expect(kept.length).toBeLessThanOrEqual(20);
        for (const value of kept) {
          expect([...value].length).toBeLessThanOrEqual(500);
          expect(value.isWellFormed()).toBe(true);
        }
      }),
    );
  });

  it("is the person's own who asks for a friendship, whom the system speaks for", () => {
    const { text: _text, ...head } = anInboundText({ conversationId: "fmessage", sender: "fmessage" });
    const request: InboundMessage = {
      ...head,
      kind: "friend-request",
      fromWxid: "wxid_new",
      nickname: "新朋友",
      content: "",
      v3: "v3_1@stranger",
      v4: "v4_1@stranger",
      avatarUrl: "",
      xml: "",
    };
    expect(sessionKeyOf(request)).toEqual({ conversationId: "wxid_new" });
  });
});

it("names of steps and values may be Chinese, and are no paths or markup", () => {
  for (const name of ["姓名", "phone", "step-2"]) expect(stepSchema.safeParse(name).success).toBe(true);
  for (const name of ["", "a b", "{{x}}", "a.b", "x".repeat(65)]) {
    expect([stepSchema.safeParse(name).success, valueNameSchema.safeParse(name).success]).toEqual([false, false]);
  }
  expect(valueNameSchema.safeParse("1st").success).toBe(false);
});
