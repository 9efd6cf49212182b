import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SESSION_LIFE } from "../../../../shared/identity/domain/session.ts";
import { aSessionDesk, PERSON } from "../../../support/a-session-desk.ts";
import { NOON } from "../../../support/builders.ts";
import { Crash, withEveryCrash } from "../../../support/faults.ts";

describe("a person's session", () => {
  it("holds for two hours, in every container, at its account alone", async () => {
    const desk = aSessionDesk();
    const { session, token, csrf } = await desk.container().sessions.open(PERSON);
    expect(session).toEqual({ id: session.id, person: PERSON, createdAt: NOON, expiresAt: NOON + SESSION_LIFE });
    expect(session.id).toMatch(/^[0-9a-f]{32}$/);
    expect(csrf).toMatch(/^[A-Za-z0-9_-]{32}$/);
    expect(desk.linked).toEqual([PERSON]);
    const { sessions } = desk.container();
    expect(await sessions.read("wx_shop", token)).toEqual(session);
    expect(await sessions.read("wx_other", token)).toBeUndefined();
    desk.clock.advance(SESSION_LIFE - 1);
    expect(await sessions.read("wx_shop", token)).toEqual(session);
    desk.clock.advance(1);
    expect(await sessions.read("wx_shop", token)).toBeUndefined();
  });

  it("is refused in its own container at once after it was revoked, and within 3 s in all others", async () => {
    const desk = aSessionDesk();
    const own = desk.container().sessions;
    const others = Array.from({ length: 10 }, () => desk.container().sessions);
    const { session, token } = await own.open(PERSON);
    const { token: another } = await own.open(PERSON);
    for (const sessions of [own, ...others]) expect(await sessions.read("wx_shop", token)).toBeDefined();
    await own.revoke(session.id);
    expect(await own.read("wx_shop", token)).toBeUndefined();
    desk.clock.advance(3000);
    for (const sessions of others) {
      expect(await sessions.read("wx_shop", token)).toBeUndefined();
      expect(await sessions.read("wx_shop", another)).toBeDefined();
    }
  });

  it("ends with all others of the person at the account, and what begins later holds", async () => {
    const desk = aSessionDesk();
    const { sessions, endSessionsNow } = desk.container();
    const tokens = [await sessions.open(PERSON), await sessions.open(PERSON)].map(({ token }) => token);
    const elsewhere = await sessions.open({ ...PERSON, appId: "wx_other" });
    const someoneElse = await sessions.open({ ...PERSON, openid: "o-2" });
    desk.clock.advance(10);
    await endSessionsNow("wx_shop", "o-1");
    desk.clock.advance(3000);
    for (const token of tokens) expect(await sessions.read("wx_shop", token)).toBeUndefined();
    expect(await sessions.read("wx_other", elsewhere.token)).toBeDefined();
    expect(await sessions.read("wx_shop", someoneElse.token)).toBeDefined();
    const later = await sessions.open(PERSON);
    expect(await sessions.read("wx_shop", later.token)).toBeDefined();
  });

  it("gets a new token while it is open, for its account only, and with it another csrf", async () => {
    const desk = aSessionDesk();
    const { sessions } = desk.container();
    const opened = await sessions.open(PERSON);
    desk.clock.advance(60_000);
    const resumed = await sessions.resume("wx_shop", opened.session.id);
    expect(resumed?.session).toEqual(opened.session);
    expect(resumed?.csrf).not.toBe(opened.csrf);
    expect(await sessions.read("wx_shop", resumed?.token ?? "")).toEqual(opened.session);
    expect(await sessions.resume("wx_other", opened.session.id)).toBeUndefined();
    await sessions.revoke(opened.session.id);
    expect(await sessions.resume("wx_shop", opened.session.id)).toBeUndefined();
  });

  it("is never half there when its container dies at any call: no token, or one that is good", async () => {
    const calls = await withEveryCrash(async (crash, where) => {
      const desk = aSessionDesk();
      const opened = await desk
        .container(crash)
        .sessions.open(PERSON)
        .catch((error: unknown) => {
          if (error instanceof Crash) return undefined;
          throw error;
        });
      const { sessions } = desk.container();
      if (opened) expect(await sessions.read("wx_shop", opened.token), where).toBeDefined();
      const again = await sessions.open(PERSON);
      expect(await sessions.read("wx_shop", again.token), where).toBeDefined();
    });
    expect(calls).toBeGreaterThan(3);
  });

  it("that is being revoked stays revoked when the process dies: a repetition ends it", async () => {
    await withEveryCrash(async (crash, where) => {
      const desk = aSessionDesk();
      const { sessions } = desk.container();
      const { session, token } = await sessions.open(PERSON);
      await desk
        .container(crash)
        .sessions.revoke(session.id)
        .catch(() => undefined);
      await desk.container().sessions.revoke(session.id);
      expect(await desk.container().sessions.read("wx_shop", token), where).toBeUndefined();
    });
  });

  it("is refused within 5 s after its end in whatever order containers open, read, revoke and end", async () => {
    const step = fc.record({
      act: fc.constantFrom("open", "read", "revoke", "end"),
      container: fc.nat(2),
      session: fc.nat(5),
      wait: fc.integer({ min: 0, max: 4000 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const desk = aSessionDesk();
        const containers = [desk.container(), desk.container(), desk.container()];
        const opened: { id: string; token: string; endedAt: number }[] = [];
        const isNeverEnded = steps.every(({ act }) => act !== "end");
        for (const { act, container, session, wait } of steps) {
          const { sessions, endSessionsNow } = containers[container] ?? desk.container();
          const one = opened[session];
          const now = desk.clock.now();
          if (act === "open") {
            const { session: begun, token } = await sessions.open(PERSON);
            opened.push({ id: begun.id, token, endedAt: Number.POSITIVE_INFINITY });
          } else if (act === "revoke" && one) {
            await sessions.revoke(one.id);
            one.endedAt = Math.min(one.endedAt, now);
          } else if (act === "end") {
            await endSessionsNow("wx_shop", "o-1");
            for (const each of opened) each.endedAt = Math.min(each.endedAt, now);
          } else if (one) {
            const isOpen = (await sessions.read("wx_shop", one.token)) !== undefined;
            if (now >= one.endedAt + 5000) expect(isOpen).toBe(false);
            if (isNeverEnded && one.endedAt === Number.POSITIVE_INFINITY) expect(isOpen).toBe(true);
          }
          desk.clock.advance(wait);
        }
      }),
      { numRuns: 100 },
    );
  });
});
