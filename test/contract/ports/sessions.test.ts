import { expect, it } from "vitest";
import type { KeptSessionKey } from "../../../shared/identity/application/ports/session-keys.ts";
import { beginSession } from "../../../shared/identity/domain/session.ts";
import { NOON } from "../../support/builders.ts";
import { onEveryStorage } from "./every-storage.ts";

const person = { appId: "wx_shop", openid: "o-1", unionid: "u-1", way: "userinfo" } as const;

onEveryStorage("people's sessions", (fresh) => {
  it("are kept until they are removed", async () => {
    const { sessions } = await fresh();
    const session = beginSession("id-1", person, NOON + 123);
    expect(await sessions.get("id-1")).toBeUndefined();
    await sessions.put(session);
    const { unionid: _, ...plain } = person;
    const other = beginSession("id-2", { ...plain, way: "base" }, NOON);
    await sessions.put(other);
    expect(await sessions.get("id-1")).toEqual(session);
    await sessions.remove("id-1");
    await sessions.remove("id-1");
    expect(await sessions.get("id-1")).toBeUndefined();
    expect(await sessions.get("id-2")).toEqual(other);
  });

  it("end by person and account, and never begin again by an earlier end", async () => {
    const { sessions } = await fresh();
    expect(await sessions.endedBefore("wx_shop", "o-1")).toBe(0);
    await sessions.endBefore("wx_shop", "o-1", NOON);
    await sessions.endBefore("wx_shop", "o-1", NOON - 1);
    expect(await sessions.endedBefore("wx_shop", "o-1")).toBe(NOON);
    expect(await sessions.endedBefore("wx_shop", "o-2")).toBe(0);
    expect(await sessions.endedBefore("wx_other", "o-1")).toBe(0);
    await sessions.endBefore("wx_shop", "o-1", NOON + 1);
    expect(await sessions.endedBefore("wx_shop", "o-1")).toBe(NOON + 1);
  });

  it("end at once for all people of an account, beside ends of single ones", async () => {
    const { sessions } = await fresh();
    await sessions.endBefore("wx_shop", "o-1", NOON);
    await sessions.endBefore("wx_shop", "o-2", NOON + 5);
    await sessions.endAllBefore("wx_shop", NOON + 2);
    await sessions.endAllBefore("wx_shop", NOON + 1);
    const ends = ["o-1", "o-2", "o-3"].map((openid) => sessions.endedBefore("wx_shop", openid));
    expect(await Promise.all(ends)).toEqual([NOON + 2, NOON + 5, NOON + 2]);
    expect(await sessions.endedBefore("wx_other", "o-1")).toBe(0);
  });
});

onEveryStorage("codes of sessions", (fresh) => {
  const of = { appId: "wx_shop", origin: "https://shop.example", sessionId: "id-1" };

  it("are good once, also for many at a time", async () => {
    const { sessionCodes } = await fresh();
    await sessionCodes.put("code-1", of, NOON + 60_000);
    expect(await sessionCodes.take("code-2", NOON)).toBeUndefined();
    const taken = await Promise.all(Array.from({ length: 5 }, () => sessionCodes.take("code-1", NOON)));
    expect(taken.filter((one) => one !== undefined)).toEqual([of]);
  });

  it("are good for their time only", async () => {
    const { sessionCodes } = await fresh();
    await sessionCodes.put("early", of, NOON + 60_000);
    expect(await sessionCodes.take("early", NOON + 59_999)).toEqual(of);
    await sessionCodes.put("late", of, NOON + 60_000);
    expect(await sessionCodes.take("late", NOON + 60_000)).toBeUndefined();
  });
});

onEveryStorage("keys of sessions", (fresh) => {
  const key: KeptSessionKey = {
    kid: "kid-1",
    publicKey: { kty: "EC", crv: "P-256", x: "x".repeat(43), y: "y".repeat(43) },
    createdAt: NOON,
    signsFrom: NOON,
    sealed: { key: "a", iv: "b", text: "c", tag: "d" },
  };

  it("follow the revision that was seen only", async () => {
    const { sessionKeys } = await fresh();
    expect(await sessionKeys.get()).toBeUndefined();
    const first = await Promise.all(Array.from({ length: 5 }, () => sessionKeys.put([key], 0)));
    expect(first.filter(Boolean)).toHaveLength(1);
    expect(await sessionKeys.get()).toEqual({ keys: [key], revision: 1 });
    expect(await sessionKeys.put([], 2)).toBe(false);
    expect(await sessionKeys.put([key, { ...key, kid: "kid-2" }], 1)).toBe(true);
    expect((await sessionKeys.get())?.keys.map(({ kid }) => kid)).toEqual(["kid-1", "kid-2"]);
  });
});
