import { expect, it } from "vitest";
import { AppError } from "../../../shared/kernel/domain/errors.ts";
import type { Ledger } from "../../../shared/outbound/application/ports/outbound.ts";
import { aCommand, NOON } from "../../support/builders.ts";
import { onEveryStorage } from "./every-storage.ts";

const LEASE = 35_000;
const DAY = 86_400_000;

const claim = (ledger: Ledger, owner: string, now = NOON, command = aCommand()) =>
  ledger.claim(command, owner, now + LEASE, now);

onEveryStorage("the ledger", (fresh) => {
  it("lets one sender claim a command and ends it as sent", async () => {
    const { ledger } = await fresh();
    expect(await claim(ledger, "a")).toEqual({ claimed: true, attempts: 0 });
    expect(await ledger.finish("cmd_1", "a", { state: "sent", newMsgId: "9007199254740993" }, NOON + 5)).toBe("sent");
    const entry = { command: aCommand(), state: "sent", attempts: 0, owner: "a", newMsgId: "9007199254740993" };
    expect(await ledger.get("cmd_1")).toEqual({ ...entry, updatedAt: NOON + 5 });
    expect(await claim(ledger, "b")).toEqual({ claimed: false, entry: { ...entry, updatedAt: NOON + 5 } });
  });

  it("keeps what revoking a sent message takes", async () => {
    const { ledger } = await fresh();
    await claim(ledger, "a");
    const ids = { newMsgId: "9007199254740993", msgId: "1040356118", createTime: 1_773_115_200 };
    await ledger.finish("cmd_1", "a", { state: "sent", ...ids }, NOON);
    expect(await ledger.get("cmd_1")).toMatchObject({ state: "sent", ...ids });
  });

  it("reserves a command once, whatever becomes of it", async () => {
    const { ledger } = await fresh();
    const reserved = { command: aCommand(), state: "reserved", attempts: 0, updatedAt: NOON };
    expect(await ledger.reserve(aCommand(), NOON)).toEqual(reserved);
    expect(await ledger.reserve(aCommand({ to: "wxid_other" }), NOON + 5)).toEqual(reserved);
    expect(await claim(ledger, "a")).toEqual({ claimed: true, attempts: 0 });
    expect(await ledger.reserve(aCommand(), NOON + 5)).toMatchObject({ state: "sending", owner: "a" });
    await ledger.finish("cmd_1", "a", { state: "sent", newMsgId: "1" }, NOON + 6);
    expect(await ledger.reserve(aCommand(), NOON + 7)).toMatchObject({ state: "sent", newMsgId: "1" });
    expect(await ledger.reserve(aCommand(), NOON + 91 * DAY)).toMatchObject({ state: "reserved" });
  });

  it("claims what a request reserved, what it did not, and not what was sent or claimed since", async () => {
    const { ledger } = await fresh();
    const requested = (id: string) => aCommand({ id, origin: { requestId: "order-1", digest: "d" } });
    await ledger.reserve(requested("cmd_1"), NOON);
    for (const id of ["cmd_1", "cmd_2"]) {
      expect(await claim(ledger, "a", NOON, requested(id))).toEqual({ claimed: true, attempts: 0 });
      expect(await claim(ledger, "b", NOON, requested(id))).toMatchObject({ claimed: false, entry: { owner: "a" } });
      await ledger.finish(id, "a", { state: "reserved", reason: { code: "dns" }, attempts: 2 }, NOON);
      expect(await claim(ledger, "b", NOON, requested(id))).toEqual({ claimed: true, attempts: 2 });
      await ledger.finish(id, "b", { state: "sent", newMsgId: "1" }, NOON);
      expect(await claim(ledger, "c", NOON, requested(id))).toMatchObject({ claimed: false, entry: { state: "sent" } });
    }
  });

  it("reserves what is held in its next generation, once, and nothing that has changed since", async () => {
    const { ledger } = await fresh();
    await ledger.close(aCommand(), "held", { code: "run-paused" }, NOON);
    const held = await ledger.get("cmd_1");
    if (!held) throw new Error("the row is there");
    await ledger.reserveAgain(held, NOON + 5);
    const reserved = { command: aCommand({ generation: 1 }), state: "reserved", attempts: 0, updatedAt: NOON + 5 };
    expect(await ledger.get("cmd_1")).toEqual(reserved);
    await ledger.reserveAgain(held, NOON + 6);
    expect(await ledger.get("cmd_1")).toEqual(reserved);
    await ledger.close(aCommand({ generation: 1 }), "held", { code: "run-paused" }, NOON + 7);
    await ledger.reserveAgain(held, NOON + 8);
    expect(await ledger.get("cmd_1")).toMatchObject({ state: "held", command: { generation: 1 } });
    await ledger.reserveAgain({ ...held, command: aCommand({ id: "cmd_2" }) }, NOON);
    expect(await ledger.get("cmd_2")).toBeUndefined();
  });

  it("knows nothing of a command that nobody claimed", async () => {
    const { ledger } = await fresh();
    expect(await ledger.get("cmd_1")).toBeUndefined();
    expect(await ledger.finish("cmd_1", "a", { state: "sent", newMsgId: "1" }, NOON)).toBeUndefined();
  });

  it("lets exactly one of many claim a new command, and exactly one a reserved one", async () => {
    const { ledger } = await fresh();
    const race = async () => {
      const claims = await Promise.all(Array.from({ length: 20 }, (_, index) => claim(ledger, `owner-${index}`)));
      return claims.flatMap(({ claimed }, index) => (claimed ? [`owner-${index}`] : []));
    };
    const [first, ...others] = await race();
    expect(others).toEqual([]);
    await ledger.finish("cmd_1", first ?? "", { state: "reserved", reason: { code: "throttled" }, attempts: 1 }, NOON);
    expect(await race()).toHaveLength(1);
  });

  it("gives a claim to its owner again, for as long as a new one: the first answer may have been lost", async () => {
    const { ledger } = await fresh();
    await claim(ledger, "a");
    expect(await claim(ledger, "a", NOON + 9)).toEqual({ claimed: true, attempts: 0 });
    expect(await ledger.get("cmd_1")).toMatchObject({ owner: "a", leaseUntil: NOON + 9 + LEASE });
    await ledger.finish("cmd_1", "a", { state: "reserved", reason: { code: "dns" }, attempts: 3 }, NOON);
    expect(await claim(ledger, "b")).toEqual({ claimed: true, attempts: 3 });
    expect(await claim(ledger, "b")).toEqual({ claimed: true, attempts: 3 });
  });

  it("takes back a claim under which nothing was called, whether it was made or not", async () => {
    const { ledger } = await fresh();
    const release = (owner: string, id = "cmd_1") =>
      ledger.release(aCommand({ id }), owner, { code: "store-away" }, NOON + 1);
    await claim(ledger, "a");
    await ledger.finish("cmd_1", "a", { state: "reserved", reason: { code: "dns" }, attempts: 2 }, NOON);
    await claim(ledger, "b");
    expect(await release("c")).toBeUndefined();
    expect(await release("b")).toBe("reserved");
    expect(await release("b")).toBe("reserved");
    expect(await ledger.get("cmd_1")).toMatchObject({ state: "reserved", attempts: 2, reason: { code: "store-away" } });
    expect(await claim(ledger, "d")).toEqual({ claimed: true, attempts: 2 });
    expect(await release("b")).toBeUndefined();

    expect(await release("a", "cmd_2")).toBe("reserved");
    expect(await claim(ledger, "b", NOON, aCommand({ id: "cmd_2" }))).toEqual({ claimed: true, attempts: 0 });
  });

  it("does not call back to the queue what was called unknown meanwhile: it is failed", async () => {
    const { ledger } = await fresh();
    for (const [id, end] of [
      ["cmd_1", () => ledger.release(aCommand(), "a", { code: "store-away" }, NOON)],
      ["cmd_2", () => ledger.finish("cmd_2", "a", { state: "reserved", reason: { code: "dns" }, attempts: 1 }, NOON)],
    ] as const) {
      await claim(ledger, "a", NOON, aCommand({ id }));
      const entry = await ledger.get(id);
      if (!entry) throw new Error("the row is there");
      await ledger.abandon(entry, { code: "sender-lost" }, NOON + LEASE);
      expect([await end(), await end()]).toEqual(["failed", "failed"]);
      expect(await ledger.get(id)).toMatchObject({ state: "failed", reason: { code: "store-away" } });
    }
    expect((await ledger.listAttention("failed", 10)).entries).toHaveLength(2);
  });

  it("knows who has ended a row, also when the act is repeated", async () => {
    const { ledger } = await fresh();
    const close = (by: string) => ledger.close(aCommand(), "expired", { code: "too-old" }, NOON, by);
    expect([await close("x"), await close("x"), await close("y")]).toEqual([true, true, false]);
    await claim(ledger, "a", NOON, aCommand({ id: "cmd_2" }));
    const entry = await ledger.get("cmd_2");
    if (!entry) throw new Error("the row is there");
    const abandon = (by: string) => ledger.abandon(entry, { code: "sender-lost" }, NOON + LEASE, by);
    expect([await abandon("x"), await abandon("x"), await abandon("y")]).toEqual([true, true, false]);
  });

  it("shows a claim in force to others, and in which state it is", async () => {
    const { ledger } = await fresh();
    await claim(ledger, "a");
    const second = await claim(ledger, "b", NOON + 1);
    expect(second).toMatchObject({ claimed: false, entry: { state: "sending", owner: "a", leaseUntil: NOON + LEASE } });
  });

  it("lets only the owner end a claim, and end it twice with the same result", async () => {
    const { ledger } = await fresh();
    await claim(ledger, "a");
    expect(await ledger.finish("cmd_1", "b", { state: "sent", newMsgId: "1" }, NOON)).toBeUndefined();
    expect(await ledger.finish("cmd_1", "a", { state: "failed", reason: { code: "refused" } }, NOON)).toBe("failed");
    expect(await ledger.finish("cmd_1", "a", { state: "failed", reason: { code: "refused" } }, NOON)).toBe("failed");
    expect(await ledger.finish("cmd_1", "a", { state: "sent", newMsgId: "1" }, NOON)).toBeUndefined();
  });

  it("turns a lost claim into unknown once, and lets its owner still say that it was sent", async () => {
    const { ledger } = await fresh();
    await claim(ledger, "a");
    const entry = await ledger.get("cmd_1");
    if (!entry) throw new Error("the row is there");
    const later = NOON + LEASE;
    const abandoned = await Promise.all([
      ledger.abandon(entry, { code: "sender-lost" }, later),
      ledger.abandon(entry, { code: "sender-lost" }, later),
    ]);
    expect(abandoned.filter(Boolean)).toHaveLength(1);
    expect(await ledger.get("cmd_1")).toMatchObject({
      state: "unknown",
      reason: { code: "sender-lost" },
      updatedAt: later,
    });
    expect((await ledger.listAttention("unknown", 10)).entries).toHaveLength(1);

    expect(await ledger.finish("cmd_1", "a", { state: "sent", newMsgId: "77" }, later + 1)).toBe("sent");
    const sent = await ledger.get("cmd_1");
    expect(sent).toMatchObject({ state: "sent", newMsgId: "77" });
    expect(sent?.reason).toBeUndefined();
    expect((await ledger.listAttention("unknown", 10)).entries).toEqual([]);
  });

  it("does not abandon a claim that was renewed, ended or never made", async () => {
    const { ledger } = await fresh();
    await claim(ledger, "a");
    const stale = await ledger.get("cmd_1");
    if (!stale) throw new Error("the row is there");
    await ledger.finish("cmd_1", "a", { state: "reserved", reason: { code: "dns" }, attempts: 1 }, NOON);
    expect(await ledger.abandon(stale, { code: "sender-lost" }, NOON)).toBe(false);
    await claim(ledger, "b", NOON + 500);
    expect(await ledger.abandon(stale, { code: "sender-lost" }, NOON)).toBe(false);
    const { owner, leaseUntil, ...unowned } = stale;
    expect(
      await ledger.abandon({ ...unowned, command: aCommand({ id: "cmd_2" }) }, { code: "sender-lost" }, NOON),
    ).toBe(false);
  });

  it.each(["unknown", "failed"] as const)(
    "never claims a command in %s again but for a higher generation, which begins anew",
    async (state) => {
      const { ledger } = await fresh();
      await claim(ledger, "a");
      await ledger.finish("cmd_1", "a", { state: "reserved", reason: { code: "dns" }, attempts: 7 }, NOON);
      await claim(ledger, "b");
      await ledger.finish("cmd_1", "b", { state, reason: { code: "timeout" } }, NOON);
      expect(await claim(ledger, "c")).toMatchObject({ claimed: false, entry: { state, attempts: 7 } });
      const resent = aCommand({ generation: 1 });
      expect(await claim(ledger, "d", NOON, resent)).toEqual({ claimed: true, attempts: 0 });
      expect(await claim(ledger, "e")).toMatchObject({ claimed: false, entry: { state: "sending", command: resent } });
      expect((await ledger.listAttention(state, 10)).entries).toEqual([]);
    },
  );

  it("closes a command that was never tried, and is done with it", async () => {
    const { ledger } = await fresh();
    expect(await ledger.close(aCommand(), "expired", { code: "too-old" }, NOON)).toBe(true);
    expect(await ledger.close(aCommand(), "expired", { code: "too-old" }, NOON)).toBe(false);
    expect(await ledger.get("cmd_1")).toMatchObject({ state: "expired", reason: { code: "too-old" }, attempts: 0 });
    expect(await claim(ledger, "a")).toMatchObject({ claimed: false, entry: { state: "expired" } });
  });

  it("closes a command that waits for its next try, and none that is beyond that", async () => {
    const { ledger } = await fresh();
    await claim(ledger, "a");
    expect(await ledger.close(aCommand(), "expired", { code: "too-old" }, NOON)).toBe(false);
    await ledger.finish("cmd_1", "a", { state: "reserved", reason: { code: "dns" }, attempts: 2 }, NOON);
    expect(await ledger.close(aCommand(), "failed", { code: "account-not-registered" }, NOON)).toBe(true);
    expect(await ledger.get("cmd_1")).toMatchObject({
      state: "failed",
      reason: { code: "account-not-registered" },
      attempts: 2,
    });
    expect((await ledger.listAttention("failed", 10)).entries).toHaveLength(1);
  });

  it("holds a command that was not sent, until somebody claims it or ends it", async () => {
    const { ledger } = await fresh();
    await ledger.reserve(aCommand(), NOON);
    expect(await ledger.close(aCommand(), "held", { code: "run-paused" }, NOON + 1)).toBe(true);
    expect(await ledger.get("cmd_1")).toMatchObject({
      state: "held",
      reason: { code: "run-paused" },
      updatedAt: NOON + 1,
    });
    expect((await ledger.listAttention("failed", 10)).entries).toEqual([]);
    expect(await claim(ledger, "a")).toEqual({ claimed: true, attempts: 0 });
    expect(await ledger.close(aCommand(), "held", { code: "run-paused" }, NOON + 2)).toBe(false);
    await ledger.finish("cmd_1", "a", { state: "reserved", reason: { code: "dns" }, attempts: 1 }, NOON + 2);
    expect(await ledger.close(aCommand({ generation: 1 }), "held", { code: "run-paused" }, NOON + 3)).toBe(true);
    expect(await claim(ledger, "b", NOON + 3)).toMatchObject({ claimed: false, entry: { state: "held" } });
    expect(await ledger.close(aCommand({ generation: 1 }), "expired", { code: "run-cancelled" }, NOON + 4)).toBe(true);
    expect(await claim(ledger, "b", NOON + 5, aCommand({ generation: 1 }))).toMatchObject({ claimed: false });
  });

  it("ends a claim as expired where another command had sent the same", async () => {
    const { ledger } = await fresh();
    await claim(ledger, "a");
    expect(
      await ledger.finish("cmd_1", "a", { state: "expired", reason: { code: "same-sent", detail: "cmd_0" } }, NOON + 1),
    ).toBe("expired");
    expect(await ledger.get("cmd_1")).toMatchObject({
      state: "expired",
      reason: { code: "same-sent", detail: "cmd_0" },
    });
  });

  it("keeps an unknown command in sight when its resend expires", async () => {
    const { ledger } = await fresh();
    await claim(ledger, "a");
    await ledger.finish("cmd_1", "a", { state: "unknown", reason: { code: "timeout" } }, NOON);
    expect(await ledger.close(aCommand({ generation: 1 }), "expired", { code: "too-old" }, NOON)).toBe(false);
    expect(await ledger.get("cmd_1")).toMatchObject({ state: "unknown" });
  });

  it("lists what needs a person, newest first, in pages", async () => {
    const { ledger } = await fresh();
    for (let index = 0; index < 5; index++) {
      await claim(ledger, "a", NOON, aCommand({ id: `cmd_${index}` }));
      await ledger.finish(`cmd_${index}`, "a", { state: "unknown", reason: { code: "timeout" } }, NOON + index);
    }
    const seen: string[] = [];
    let cursor: string | undefined;
    let pages = 0;
    do {
      const page = await ledger.listAttention("unknown", 2, cursor);
      seen.push(...page.entries.map(({ command }) => command.id));
      cursor = page.cursor;
      pages += 1;
    } while (cursor && pages < 10);
    expect(seen).toEqual(["cmd_4", "cmd_3", "cmd_2", "cmd_1", "cmd_0"]);
    expect((await ledger.listAttention("failed", 2)).entries).toEqual([]);
    expect((await ledger.listAttention("sent", 2)).entries).toEqual([]);
  });

  it("lists what requests reserved and no sender had yet, oldest first, in pages", async () => {
    const { ledger } = await fresh();
    const requested = (id: string) => aCommand({ id, origin: { requestId: "order-1", digest: "d" } });
    for (let index = 0; index < 5; index++) await ledger.reserve(requested(`cmd_${index}`), NOON + 5 - index);
    await ledger.reserve(aCommand({ id: "cmd_revoke", origin: { revokes: "cmd_x" } }), NOON + 9);
    await ledger.reserve(aCommand({ id: "cmd_run", origin: { broadcastId: "news", runId: "run_1" } }), NOON);
    for (const id of ["cmd_1", "cmd_2"]) await claim(ledger, "a", NOON + 6, requested(id));
    await ledger.finish("cmd_1", "a", { state: "reserved", reason: { code: "dns" }, attempts: 1 }, NOON + 7);
    await ledger.close(requested("cmd_3"), "expired", { code: "too-old" }, NOON + 8);
    const first = await ledger.listRequested(2);
    expect(first.entries).toEqual([
      { command: requested("cmd_4"), state: "reserved", attempts: 0, updatedAt: NOON + 1 },
      { command: requested("cmd_0"), state: "reserved", attempts: 0, updatedAt: NOON + 5 },
    ]);
    // A listed command may end before the next page is read.
    await ledger.close(requested("cmd_0"), "expired", { code: "too-old" }, NOON + 8);
    const second = await ledger.listRequested(2, first.cursor);
    expect(second.entries.map(({ command }) => command.id)).toEqual(["cmd_revoke"]);
    expect((await ledger.listAttention("failed", 9)).entries).toEqual([]);
  });

  it.each(["", "nonsense", Buffer.from("{}").toString("base64url"), Buffer.from('{"pk":"x"}').toString("base64url")])(
    "refuses the cursor '%s'",
    async (cursor) => {
      const { ledger } = await fresh();
      const error = await ledger.listAttention("unknown", 2, cursor).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(AppError);
      expect(error).toMatchObject({ code: "invalid-input" });
    },
  );

  it("forgets a row after 90 days without a change", async () => {
    const { ledger } = await fresh();
    await claim(ledger, "a");
    await ledger.finish("cmd_1", "a", { state: "sent", newMsgId: "1" }, NOON);
    expect(await claim(ledger, "b", NOON + 91 * DAY)).toEqual({ claimed: true, attempts: 0 });
  });

  it("keeps commands of 300 KB", async () => {
    const { ledger } = await fresh();
    const command = aCommand({ content: { type: "forward", as: "link", xml: "<msg>你好</msg>".repeat(20_000) } });
    expect(await claim(ledger, "a", NOON, command)).toMatchObject({ claimed: true });
    expect((await ledger.get("cmd_1"))?.command).toEqual(command);
  });
});
