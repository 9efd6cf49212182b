import { describe, expect, it } from "vitest";
import { SESSION_LIFE } from "../../../../shared/identity/domain/session.ts";
import { KEY_LIFE, PUBLISHED_AHEAD } from "../../../../shared/identity/domain/session-key.ts";
import { AppError } from "../../../../shared/kernel/domain/errors.ts";
import { aSessionDesk, PERSON } from "../../../support/a-session-desk.ts";
import { NOON } from "../../../support/builders.ts";
import { Crash, withEveryCrash } from "../../../support/faults.ts";

const HOUR = 3_600_000;

describe("the keys that sign people's sessions", () => {
  it("are one where fifty containers find an empty table at once, and all of them sign by it", async () => {
    const desk = aSessionDesk();
    const containers = Array.from({ length: 50 }, () => desk.container());
    const opened = await Promise.all(containers.map(({ sessions }) => sessions.open(PERSON)));
    const kept = await desk.storage.sessionKeys.get();
    expect(kept).toMatchObject({ revision: 1, keys: [{ createdAt: NOON, signsFrom: NOON }] });
    expect(new Set(opened.map(({ token }) => kidOf(token)))).toEqual(new Set([kept?.keys[0]?.kid]));
    const read = await Promise.all(opened.map(({ token }) => containers[7]?.sessions.read("wx_shop", token)));
    expect(read.every((session) => session?.person.openid === "o-1")).toBe(true);
    expect(desk.observability.counts.get("SessionKeyMade")).toBe(1);
  });

  it("lie in the table sealed, each at the place of its name alone", async () => {
    const desk = aSessionDesk();
    const { privateKey, kid } = await desk.container().sessionKeys.signing();
    const [key] = (await desk.storage.sessionKeys.get())?.keys ?? [];
    if (!key) throw new Error("no key is kept");
    expect(JSON.stringify(key)).not.toContain(JSON.parse(privateKey).d);
    expect(await desk.sealer.open("session-keys", `session-keys/${kid}`, key.sealed)).toBe(privateKey);
    await expect(desk.sealer.open("session-keys", "session-keys/other", key.sealed)).rejects.toThrow();
    await expect(desk.sealer.open("web-grants", `session-keys/${kid}`, key.sealed)).rejects.toThrow();
  });

  it("are published two hours before they sign, and until the last session that they signed is over", async () => {
    const desk = aSessionDesk();
    const { sessionKeys } = desk.container();
    const first = (await sessionKeys.signing()).kid;
    desk.clock.advance(KEY_LIFE);
    const kids = async () => (await sessionKeys.published()).map(({ kid }) => kid);
    expect((await sessionKeys.signing()).kid).toBe(first);
    const [, second = ""] = await kids();
    expect(await kids()).toEqual([first, second]);
    desk.clock.advance(PUBLISHED_AHEAD - 1);
    expect((await sessionKeys.signing()).kid).toBe(first);
    desk.clock.advance(1);
    expect((await sessionKeys.signing()).kid).toBe(second);
    desk.clock.advance(SESSION_LIFE);
    expect(await kids()).toEqual([first, second]);
    expect(await sessionKeys.publicKeyOf(first)).toBeDefined();
    desk.clock.advance(300_000);
    expect(await kids()).toEqual([second]);
    expect(await sessionKeys.publicKeyOf(first)).toBeUndefined();
  });

  it("are rotated once by fifty containers, none of which refuses a session of another one", async () => {
    const desk = aSessionDesk();
    const containers = Array.from({ length: 50 }, () => desk.container());
    await Promise.all(containers.map(({ sessionKeys }) => sessionKeys.signing()));
    desk.clock.advance(KEY_LIFE - HOUR);
    for (let step = 0; step < 8; step++) {
      const opened = await Promise.all(containers.map(({ sessions }) => sessions.open(PERSON)));
      const next = containers.map(({ sessions }, index) =>
        sessions.read("wx_shop", opened[(index + 1) % opened.length]?.token ?? ""),
      );
      expect((await Promise.all(next)).every((session) => session !== undefined)).toBe(true);
      desk.clock.advance(HOUR);
    }
    expect(desk.observability.counts.get("SessionKeyMade")).toBe(2);
    expect((await desk.storage.sessionKeys.get())?.revision).toBe(2);
  });

  it("survive the death of a container at every call: the next one signs, and by one key", async () => {
    for (const age of [0, KEY_LIFE + 1]) {
      const calls = await withEveryCrash(async (crash, where) => {
        const desk = aSessionDesk();
        if (age > 0) await desk.container().sessionKeys.signing();
        desk.clock.advance(age);
        const dying = desk.container(crash).sessionKeys.signing();
        await dying.catch((error: unknown) => {
          if (!(error instanceof Crash)) throw error;
        });
        const { sessions, sessionKeys } = desk.container();
        const { token } = await sessions.open(PERSON);
        const kept = await desk.storage.sessionKeys.get();
        expect(kept?.keys.length, where).toBe(age === 0 ? 1 : 2);
        expect(kidOf(token), where).toBe(kept?.keys[0]?.kid);
        expect(await sessions.read("wx_shop", token), where).toBeDefined();
        expect((await sessionKeys.published()).length, where).toBe(kept?.keys.length);
      });
      expect(calls).toBeGreaterThan(2);
    }
  });
});

describe("where the table of keys cannot be read", () => {
  const outage = () => new AppError("unavailable", "DynamoDB is not available", { retryable: true });

  it("those who know keys serve on, also when strangers name other keys; those who know none say so", async () => {
    const desk = aSessionDesk();
    const port = <T extends object>(target: T): T =>
      target !== desk.storage.sessionKeys ? target : Object.assign(Object.create(target), { get: () => read() });
    let read = () => desk.storage.sessionKeys.get();
    const { sessions, sessionKeys } = desk.container({ port });
    const { token } = await sessions.open(PERSON);
    read = () => Promise.reject(outage());
    for (let minute = 0; minute < 5; minute++) {
      desk.clock.advance(61_000);
      expect(await sessionKeys.publicKeyOf("unheard-of")).toBeUndefined();
      expect(await sessions.read("wx_shop", token)).toBeDefined();
    }
    expect(desk.observability.counts.get("SessionKeysNotRead")).toBeGreaterThanOrEqual(5);
    const late = desk.container({ port }).sessions;
    await expect(late.open(PERSON)).rejects.toMatchObject({ code: "unavailable" });
    await expect(late.read("wx_shop", token)).rejects.toMatchObject({ code: "unavailable" });
  });

  it("a key that cannot be rotated signs on, and that is told", async () => {
    const desk = aSessionDesk();
    const { sessionKeys } = desk.container();
    const { kid } = await sessionKeys.signing();
    desk.clock.advance(KEY_LIFE);
    const seal = desk.sealer.seal;
    Object.assign(desk.sealer, { seal: () => Promise.reject(outage()) });
    expect((await sessionKeys.signing()).kid).toBe(kid);
    expect(desk.observability.counts.get("SessionKeyNotRotated")).toBe(1);
    Object.assign(desk.sealer, { seal });
    await sessionKeys.signing();
    expect(await sessionKeys.published()).toHaveLength(2);
  });

  it("names that strangers make up cost one read in five seconds", async () => {
    const desk = aSessionDesk();
    let reads = 0;
    const port = <T extends object>(target: T): T => {
      if (target !== desk.storage.sessionKeys) return target;
      const get = () => {
        reads++;
        return desk.storage.sessionKeys.get();
      };
      return Object.assign(Object.create(target), { get });
    };
    const { sessionKeys } = desk.container({ port });
    await sessionKeys.signing();
    reads = 0;
    for (let n = 0; n < 1000; n++) {
      await sessionKeys.publicKeyOf(`stranger-${n}`);
      desk.clock.advance(10);
    }
    expect(reads).toBeLessThanOrEqual(3);
  });
});

function kidOf(token: string): string {
  return JSON.parse(Buffer.from(token.split(".")[0] ?? "", "base64url").toString()).kid;
}
