import { describe, expect, it, vi } from "vitest";
import { reasonOf } from "../../../../../shared/accounts/domain/reason.ts";
import { setUpSender, unlimited } from "../../../../support/a-sender.ts";
import { aCommand, anAccount, NOON } from "../../../../support/builders.ts";
import { failedBy, sentAs } from "../../../../support/recording-ports.ts";

const FAR = NOON + 1_000_000;
const late = aCommand({ notAfter: NOON - 1 });

describe("a command that is not to be tried", () => {
  it("expires when its turn comes too late, without a call or a report", async () => {
    const { sendOne, gateway, stateOf, events, counts } = setUpSender();
    expect(await sendOne(late, unlimited(), FAR)).toEqual({ done: true });
    expect(await stateOf("cmd_1")).toBe("expired");
    expect(gateway.calls).toEqual([]);
    expect(events.published).toEqual([]);
    expect(counts.get("CommandExpired")).toBe(1);
  });

  it("is still sent in the very millisecond of its notAfter", async () => {
    const { sendOne, stateOf } = setUpSender();
    await sendOne(aCommand({ notAfter: NOON }), unlimited(), FAR);
    expect(await stateOf("cmd_1")).toBe("sent");
  });

  it.each([[undefined], [anAccount({ registered: false })]])("fails, reported, for the account %j", async (account) => {
    const { sendOne, gateway, ledger, events } = setUpSender();
    expect(await sendOne(aCommand(), account, FAR)).toEqual({ done: true });
    expect(await ledger.get("cmd_1")).toMatchObject({
      state: "failed",
      reason: { code: "account-not-registered" },
    });
    expect(gateway.calls).toEqual([]);
    expect(events.types()).toEqual(["CommandFailed"]);
  });

  it("waits for the sender that is at it, and tells what became of that", async () => {
    const { sendOne, ledger, stateOf, clock, events } = setUpSender();
    await ledger.claim(late, "other", NOON + 35_000, NOON);
    expect(await sendOne(late, unlimited(), FAR)).toEqual({ done: false, delaySeconds: 35, parked: false });
    clock.advance(35_000);
    expect(await sendOne(late, unlimited(), FAR)).toEqual({ done: true });
    expect(await stateOf("cmd_1")).toBe("unknown");
    expect(events.types()).toEqual(["CommandUnknown"]);
  });

  it("leaves an unknown outcome in sight when its resend expires", async () => {
    const { sendOne, stateOf } = setUpSender([failedBy("timeout")]);
    await sendOne(aCommand(), unlimited(), FAR);
    expect(await sendOne({ ...late, generation: 1 }, unlimited(), FAR)).toEqual({ done: true });
    expect(await stateOf("cmd_1")).toBe("unknown");
  });
});

describe("the gateway's word that the account is offline", () => {
  it("moves it to RECONNECTING, announces that, and parks the command untried", async () => {
    const { sendOne, accounts, events, ledger } = setUpSender([failedBy("account-offline", "not logged in")]);
    expect(await sendOne(aCommand(), unlimited(), FAR)).toEqual({ done: false, delaySeconds: 5, parked: true });
    expect(await accounts.get("wx_app_1")).toMatchObject({ state: "RECONNECTING", epoch: 1 });
    expect(await ledger.get("cmd_1")).toMatchObject({ state: "reserved", attempts: 0 });
    expect(events.published).toEqual([
      {
        type: "AccountStateChanged",
        detail: {
          appId: "wx_app_1",
          name: "Shop",
          from: "ONLINE",
          to: "RECONNECTING",
          epoch: 1,
          reason: reasonOf("check-failed", "not logged in"),
          at: NOON,
          eventId: `wx_app_1.1.${NOON}.AccountStateChanged`,
        },
      },
    ]);
  });

  it("moves it once, however many senders hear it", async () => {
    const { sendOne, events } = setUpSender([failedBy("account-offline"), failedBy("account-offline")]);
    const account = unlimited();
    await Promise.all(["a", "b"].map((id) => sendOne(aCommand({ id }), account, FAR)));
    expect(events.types()).toEqual(["AccountStateChanged"]);
  });

  it("is a first one again after a send that succeeded", async () => {
    const { sendOne, accounts, lines } = setUpSender(
      [sentAs("1"), failedBy("account-offline")],
      [unlimited({ refusedSends: 1, epoch: 3, stateSince: NOON })],
    );
    const read = () => accounts.get("wx_app_1");
    await sendOne(aCommand({ id: "a" }), await read(), FAR);
    expect(await read()).toMatchObject({ refusedSends: 0, state: "ONLINE", epoch: 3 });
    await sendOne(aCommand({ id: "b" }), await read(), FAR);
    expect(await read()).toMatchObject({ state: "RECONNECTING", refusedSends: 1 });
    vi.spyOn(accounts, "trust").mockRejectedValueOnce(new Error("no table"));
    expect(await sendOne(aCommand({ id: "c" }), unlimited({ refusedSends: 1 }), FAR)).toEqual({ done: true });
    expect(lines).toContainEqual(expect.objectContaining({ message: "an account's refused sends were not forgotten" }));
  });

  it("uses up no tries", async () => {
    const { sendOne, accounts, gateway, stateOf } = setUpSender(
      Array.from({ length: 12 }, () => failedBy("account-offline")),
    );
    for (let receive = 0; receive < 12; receive++) {
      await sendOne(aCommand(), await accounts.get("wx_app_1"), FAR);
    }
    expect(await stateOf("cmd_1")).toBe("reserved");
    await sendOne(aCommand(), unlimited(), FAR);
    expect(await stateOf("cmd_1")).toBe("sent");
    expect(gateway.calls).toHaveLength(13);
  });
});

it("looks again in a second where a row that it found can be claimed by now", async () => {
  const { sendOne, ledger } = setUpSender();
  const entry = { command: aCommand(), state: "reserved", attempts: 1, updatedAt: NOON } as const;
  vi.spyOn(ledger, "claim").mockResolvedValueOnce({ claimed: false, entry });
  expect(await sendOne(aCommand(), unlimited(), FAR)).toEqual({ done: false, delaySeconds: 1, parked: false });
});
