import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { actMarks } from "../../../../shared/accounts/domain/windows.ts";
import type { Behaviour } from "../../../../shared/profiles/domain/behaviour.ts";
import { isSettled, type Profile, reduceProfile, totalOf } from "../../../../shared/profiles/domain/profile.ts";
import { aBehaviour, NOON } from "../../../support/builders.ts";

const DAY = 86_400_000;
const name = fc.constantFrom("a", "b", "c");

/** One user's messages, accepted one after the other, sent at any time before that. */
const history = fc
  .array(
    fc.record({
      gap: fc.constantFrom(0, 1, 1000, DAY, 40 * DAY),
      late: fc.constantFrom(0, 0, 5000, 3 * DAY),
      kind: fc.constantFrom("text", "image", "friend-request"),
      chat: name,
      rules: fc.uniqueArray(name, { maxLength: 2 }),
      tags: fc.option(fc.dictionary(name, fc.boolean(), { minKeys: 1, maxKeys: 2 }), { nil: undefined }),
      step: fc.option(name, { nil: undefined }),
      scene: fc.option(fc.record({ type: name, value: name }), { nil: undefined }),
      act: fc.option(fc.constantFrom(...actMarks), { nil: undefined }),
    }),
    { minLength: 1, maxLength: 60 },
  )
  .map((messages) => {
    let at = NOON;
    return messages.map(({ gap, late, kind, chat, rules, tags, step, scene, act }, index): Behaviour => {
      at += gap;
      const change = {
        user: "wxid_friend",
        ...(tags ? { tags } : {}),
        ...(step ? { steps: [step] } : {}),
        ...(scene ? { scene } : {}),
        ...(act ? { act } : {}),
      };
      return aBehaviour({
        id: `env-${index}`,
        receivedAt: at,
        seenAt: at - late,
        kind,
        conversationId: chat,
        rules,
        change,
      });
    });
  });

const fold = (entries: readonly Behaviour[]) => entries.reduce<Profile | undefined>(reduceProfile, undefined);

/** A profile without its memory of applied messages. */
function told(profile: Profile | undefined) {
  const { applied, forgotUpTo, ...rest } = profile ?? expect.fail("there is a profile");
  return rest;
}

describe("a profile", () => {
  it("is the same in whatever order its messages are applied", () => {
    fc.assert(
      fc.property(
        history.chain((entries) => fc.tuple(fc.constant(entries), shuffled(entries))),
        ([entries, other]) => {
          expect(told(fold(other))).toEqual(told(fold(entries)));
        },
      ),
    );
  });

  it("is what the replay by vendor's time gives, wherever its making was interrupted and taken up again", () => {
    const cuts = fc.array(fc.record({ done: fc.nat(10), applied: fc.nat(10) }), { maxLength: 20 });
    fc.assert(
      fc.property(history, cuts, (entries, interruptions) => {
        let profile: Profile | undefined;
        let journaled = 0;
        let next = 0;
        /** Batches of ten: some are journaled, fewer applied, and all of the batch comes again. */
        function attempt(size: number, applied: number): void {
          const batch = entries.slice(next, next + size);
          for (const [index, entry] of batch.slice(0, applied).entries()) {
            const again = next + index < journaled;
            if (!(again && isSettled(profile, entry))) profile = reduceProfile(profile, entry);
          }
          journaled = Math.max(journaled, next + batch.length);
        }
        for (const { done, applied } of interruptions) {
          attempt(10, applied);
          attempt(done, done);
          next = Math.min(entries.length, next + done);
        }
        for (; next < entries.length; next += 10) attempt(10, 10);
        const replayed = entries.toSorted((a, b) => a.seenAt - b.seenAt);
        expect(told(profile)).toEqual(told(fold(replayed)));
      }),
    );
  });

  it("counts every message once, over all months", () => {
    fc.assert(
      fc.property(history, (entries) => {
        const { messages, kinds, chats } = totalOf(fold(entries) ?? expect.fail("there is a profile"));
        expect(messages).toBe(entries.length);
        for (const counts of [kinds, chats]) {
          expect(Object.values(counts).reduce((a, b) => a + b, 0)).toBe(entries.length);
        }
      }),
    );
  });

  it("tells four months apart at most, and stays small", () => {
    fc.assert(
      fc.property(history, (entries) => {
        const profile = fold(entries);
        expect(Object.keys(profile?.months ?? {}).length).toBeLessThanOrEqual(4);
        expect(profile?.applied.length).toBeLessThanOrEqual(16);
      }),
    );
  });

  it("takes nothing a second time that comes after more messages than it remembers", () => {
    const entries = Array.from({ length: 40 }, (_, n) => aBehaviour({ id: `env-${n}`, receivedAt: NOON + n }));
    const profile = fold(entries);
    expect(entries.every((entry) => isSettled(profile, entry))).toBe(true);
    expect(isSettled(profile, aBehaviour({ id: "env-41", receivedAt: NOON + 41 }))).toBe(false);
    expect(isSettled(undefined, aBehaviour())).toBe(false);
  });
});

function shuffled<T>(values: readonly T[]): fc.Arbitrary<T[]> {
  return fc.shuffledSubarray([...values], { minLength: values.length });
}
