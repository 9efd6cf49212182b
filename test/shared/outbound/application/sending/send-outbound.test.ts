import { describe, expect, it, vi } from "vitest";
import { setUpSender, unlimited } from "../../../../support/a-sender.ts";
import { aCommand, anAccount, NOON } from "../../../../support/builders.ts";
import { failedBy, sentAs } from "../../../../support/recording-ports.ts";

const commands = (count: number, appId = "wx_app_1") =>
  Array.from({ length: count }, (_, index) => aCommand({ id: `${appId}-${index + 1}`, appId }));
const waits = (seconds: number) => ({ done: false, delaySeconds: seconds, parked: false });
const parked = (seconds: number) => ({ done: false, delaySeconds: seconds, parked: true });
const DONE = { done: true };

describe("a batch", () => {
  it("goes out in order in each account, and results stand where their deliveries stood", async () => {
    const accounts = [unlimited(), unlimited({ appId: "wx_b" })];
    const { send, gateway } = setUpSender([], accounts);
    const [a1, a2, b1] = [...commands(2), ...commands(1, "wx_b")];
    if (!a1 || !a2 || !b1) throw new Error("there are three");
    expect(await send([a1, b1, a2])).toEqual([DONE, DONE, DONE]);
    expect(gateway.ids().filter((id) => id.startsWith("wx_app_1"))).toEqual(["wx_app_1-1", "wx_app_1-2"]);
    expect(gateway.calls).toHaveLength(3);
  });

  it("keeps what stands behind a retry, and not other accounts", async () => {
    const { send, gateway } = setUpSender(
      [failedBy("throttled"), sentAs("b"), failedBy("throttled")],
      [unlimited(), unlimited({ appId: "wx_b" })],
    );
    const results = await send([...commands(3), ...commands(1, "wx_b")]);
    expect(results).toMatchObject([{ ...waits(1), failure: { code: "throttled" } }, waits(1), waits(1), DONE]);
    expect(results[1]).toEqual(waits(1));
    expect(gateway.ids()).toEqual(["wx_app_1-1", "wx_b-1", "wx_app_1-1"]);
    expect(await send(commands(3))).toEqual([DONE, DONE, DONE]);
    expect(gateway.ids().slice(3)).toEqual(["wx_app_1-1", "wx_app_1-2", "wx_app_1-3"]);
  });

  it("goes on behind a command that ended as failed or unknown", async () => {
    const { send, gateway } = setUpSender([failedBy("timeout"), failedBy("refused")]);
    expect(await send(commands(3))).toEqual([DONE, DONE, DONE]);
    expect(gateway.calls).toHaveLength(3);
  });

  it("begins no call after its deadline and leaves the rest on the queue", async () => {
    const { send, gateway, clock } = setUpSender();
    const original = gateway.send;
    vi.spyOn(gateway, "send").mockImplementation(async (command) => {
      clock.advance(9000);
      return original(command);
    });
    expect(await send(commands(4))).toEqual([DONE, DONE, waits(0), waits(0)]);
  });
});

describe("an account that is not online", () => {
  it.each(["IDLE", "LOGGING_IN", "RECONNECTING", "ERROR"] as const)(
    "in %s is parked, and burns nothing",
    async (state) => {
      const { send, gateway, ledger, buckets } = setUpSender([], [unlimited({ state })]);
      const take = vi.spyOn(buckets, "take");
      expect(await send(commands(2))).toEqual([parked(5), parked(5)]);
      expect(gateway.calls).toEqual([]);
      expect(take).not.toHaveBeenCalled();
      expect(await ledger.get("wx_app_1-1")).toBeUndefined();
    },
  );

  it("sleeps from 5 s up to 15 min, and sends within a second of coming online", async () => {
    const { send, accounts, clock, gateway } = setUpSender([], [unlimited({ state: "RECONNECTING" })]);
    const sleeps = [];
    for (let offline = 0; offline < 2400; ) {
      const [result] = await send(commands(1), 500);
      const sleep = result && !result.done ? result.delaySeconds : 0;
      sleeps.push(sleep);
      clock.advance(sleep * 1000);
      offline += sleep;
    }
    expect(sleeps.slice(0, 6)).toEqual([5, 5, 5, 8, 12, 18]);
    expect(sleeps.at(-1)).toBe(900);
    await accounts.transition(unlimited({ state: "RECONNECTING" }), { to: "ONLINE" }, NOON);
    clock.advance(1000);
    expect(await send(commands(1), 501)).toEqual([DONE]);
    expect(gateway.calls).toHaveLength(1);
  });

  it("parks what stands behind a call that found it offline, and gives its tokens back", async () => {
    const limits = { perSecond: 1, burst: 3, dailyCap: 100 };
    const { send, buckets, accounts, events } = setUpSender([failedBy("account-offline")], [anAccount({ limits })]);
    expect(await send(commands(3))).toEqual([parked(5), parked(5), parked(5)]);
    expect((await accounts.get("wx_app_1"))?.state).toBe("RECONNECTING");
    expect(events.types()).toEqual(["AccountStateChanged"]);
    expect((await buckets.take("account#wx_app_1", 3, limits, NOON)).granted).toBe(2);
    expect(await send(commands(3), 2)).toEqual([parked(5), parked(5), parked(5)]);
  });
});

describe("a parked group", () => {
  it("ends what nobody waits for any more, up to the first that is still of use", async () => {
    const { send, clock, ledger, gateway } = setUpSender([], [unlimited({ state: "ERROR" })]);
    const [first, second, third] = commands(3);
    if (!first || !second || !third) throw new Error("three commands");
    const batch = [{ ...first, notAfter: NOON + 1 }, { ...second, notAfter: NOON + 100_000 }, third];
    clock.advance(1000);
    expect(await send(batch)).toEqual([DONE, parked(5), parked(5)]);
    expect(await ledger.get(first.id)).toMatchObject({ state: "expired", reason: { code: "too-old" } });
    expect(await ledger.get(second.id)).toBeUndefined();
    expect(gateway.calls).toEqual([]);
  });
});

describe("an open circuit", () => {
  it("makes all wait until it may be tried again, and costs no tokens", async () => {
    const limits = { perSecond: 1, burst: 3, dailyCap: 100 };
    const { send, circuits, gateway, clock, buckets } = setUpSender([], [anAccount({ limits })]);
    await circuits.open("wechatapi", { until: NOON + 5000, trips: 1 }, NOON);
    expect(await send(commands(2))).toEqual([waits(5), waits(5)]);
    expect(gateway.calls).toEqual([]);
    expect((await buckets.take("account#wx_app_1", 3, limits, NOON)).granted).toBe(3);
    clock.advance(5000);
    expect(await send(commands(2))).toEqual([DONE, DONE]);
  });

  it("opens in the middle of a batch and stops what stands behind", async () => {
    const accounts = Array.from({ length: 8 }, (_, index) => unlimited({ appId: `wx_${index}` }));
    const { send, gateway, counts } = setUpSender(
      Array.from({ length: 16 }, () => failedBy("bad-gateway")),
      accounts,
    );
    const results = await send(accounts.flatMap(({ appId }) => commands(2, appId)));
    expect(gateway.calls).toHaveLength(8);
    expect(results.filter(({ done }) => done)).toHaveLength(8);
    expect(counts.get('CircuitOpened{"circuit":"upstream"}')).toBe(1);
  });
});

describe("an account's circuit", () => {
  const limits = { perSecond: 2, burst: 8, dailyCap: 100 };
  const sick = () =>
    setUpSender(
      Array.from({ length: 5 }, () => failedBy("bad-gateway")),
      [anAccount({ limits }), anAccount({ limits, appId: "wx_b" })],
    );

  it("opens in the middle of a batch and stops what stands behind, in all processes, and no other account", async () => {
    const { process, gateway, counts, lines } = sick();
    const results = await process().send(commands(5));
    expect(results.slice(2)).toEqual(
      [DONE, { ...waits(5), untried: true }, { ...waits(5), untried: true }].map((one) =>
        expect.objectContaining({ done: one.done }),
      ),
    );
    expect(gateway.calls).toHaveLength(3);
    expect(counts.get('CircuitOpened{"circuit":"account"}')).toBe(1);
    expect(lines).toContainEqual(
      expect.objectContaining({
        level: "warn",
        fields: expect.objectContaining({ appId: "wx_app_1", cause: "bad-gateway" }),
      }),
    );
    expect(await process().send(commands(2))).toEqual([waits(5), waits(5)]);
    expect(await process().send(commands(1, "wx_b"))).toEqual([DONE]);
  });

  it("lets one call out after its pause, opens for longer where that fails, and closes where it succeeds", async () => {
    const { process, gateway, clock, counts } = sick();
    await process().send(commands(3));
    clock.advance(5000);
    const second = ["c1", "c2", "c3"].map((id) => aCommand({ id }));
    expect(await process().send(second)).toEqual([
      DONE,
      expect.objectContaining({ done: false }),
      expect.objectContaining({ done: false }),
    ]);
    expect(gateway.calls).toHaveLength(4);
    clock.advance(10_000);
    await process().send(second.slice(1));
    expect(gateway.calls).toHaveLength(5);
    clock.advance(20_000);
    expect(await process().send(second.slice(2))).toEqual([DONE]);
    clock.advance(1000);
    expect(await process().send(commands(2, "wx_app_1").map((one) => ({ ...one, id: `late-${one.id}` })))).toEqual([
      DONE,
      DONE,
    ]);
    expect(counts.get('CircuitOpened{"circuit":"account"}')).toBe(3);
  });

  it("is told to operators when it stays open", async () => {
    const { send, clock, events } = setUpSender(
      Array.from({ length: 20 }, () => failedBy("bad-gateway")),
      [anAccount({ limits })],
    );
    for (let round = 0; round < 8; round++) {
      await send(["a", "b", "c"].map((id) => aCommand({ id: `${id}${round}` })));
      clock.advance(60_000);
    }
    const told = events.published.filter(({ type }) => type === "CircuitStaysOpen");
    expect(told).toEqual([{ type: "CircuitStaysOpen", detail: expect.objectContaining({ appId: "wx_app_1" }) }]);
  });
});

describe("trouble with our own stores", () => {
  it("with the ledger makes the group wait, and no other group", async () => {
    const { send, ledger, lines } = setUpSender([], [unlimited(), unlimited({ appId: "wx_b" })]);
    vi.spyOn(ledger, "claim").mockRejectedValueOnce(new Error("throttled"));
    const failure = new Error("throttled");
    expect(await send([...commands(2), ...commands(1, "wx_b")])).toEqual([{ ...waits(5), failure }, waits(5), DONE]);
    expect(lines).toEqual([]);
  });

  it("with the accounts makes the group wait", async () => {
    const { send, accounts, gateway } = setUpSender();
    vi.spyOn(accounts, "get").mockRejectedValueOnce(new Error("throttled"));
    expect(await send(commands(2))).toEqual([{ ...waits(5), failure: new Error("throttled") }, waits(5)]);
    expect(await send(commands(2))).toEqual([DONE, DONE]);
    expect(gateway.calls).toHaveLength(2);
  });

  it("after the call keeps the outcome, which the same process writes when the ledger is back", async () => {
    const { process, ledger, gateway, stateOf, counts } = setUpSender();
    const { send } = process();
    vi.spyOn(ledger, "finish").mockRejectedValueOnce(new Error("throttled"));
    expect(await send(commands(1))).toEqual([{ ...waits(5), failure: new Error("throttled") }]);
    expect(await stateOf("wx_app_1-1")).toBe("sending");
    await send(commands(1, "wx_b"));
    expect(await stateOf("wx_app_1-1")).toBe("sent");
    expect(await send(commands(1))).toEqual([DONE]);
    expect(gateway.ids()).toEqual(["wx_app_1-1"]);
    expect(counts.get("CommandSent")).toBe(1);
  });

  it("after the call never sends the command again where another process gets it", async () => {
    const { process, ledger, gateway, clock, stateOf, events } = setUpSender();
    vi.spyOn(ledger, "finish").mockRejectedValueOnce(new Error("throttled"));
    expect(await process().send(commands(1))).toEqual([{ ...waits(5), failure: new Error("throttled") }]);
    clock.advance(180_000);
    expect(await process().send(commands(1))).toEqual([DONE]);
    expect(gateway.calls).toHaveLength(1);
    expect(await stateOf("wx_app_1-1")).toBe("unknown");
    expect(events.types()).toEqual(["CommandUnknown"]);
  });
});
