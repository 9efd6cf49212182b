import { describe, expect, it } from "vitest";
import { createMemoryAccounts } from "../../../../shared/accounts/adapters/memory-accounts.ts";
import { createTellAccount } from "../../../../shared/accounts/application/tell-account.ts";
import { reasonOf } from "../../../../shared/accounts/domain/reason.ts";
import { aMover } from "../../../support/a-mover.ts";
import { anAccount, anAnnouncement, NOON } from "../../../support/builders.ts";

const call = {
  type: "person-needed",
  at: NOON,
  epoch: 4,
  reason: reasonOf("new-device-check"),
  qrUrl: "https://fleet.example.com/login/wx_app_1/key",
} as const;

function setUp(untold: Parameters<typeof anAccount>[0]) {
  const account = anAccount(untold);
  const accounts = createMemoryAccounts([account]);
  const mover = aMover(accounts);
  const stored = async () => (await accounts.get("wx_app_1"))?.untold;
  return { ...mover, account, stored, tell: createTellAccount(mover) };
}

describe("telling what is untold of an account", () => {
  it("publishes it in order, and takes it from the row", async () => {
    const untold = [anAnnouncement(1, "ONLINE", "RECONNECTING"), anAnnouncement(2, "RECONNECTING", "ONLINE"), call];
    const { tell, account, events, stored } = setUp({ untold });
    expect(await tell.now(account)).toEqual({ ...account, untold: [] });
    expect(events.published.map(({ detail }) => detail.eventId)).toEqual([
      `wx_app_1.1.${NOON + 1}.AccountStateChanged`,
      `wx_app_1.2.${NOON + 2}.AccountStateChanged`,
      `wx_app_1.4.${NOON}.LoginRequired`,
    ]);
    expect(events.published[2]?.detail).toMatchObject({ reason: call.reason, qrUrl: call.qrUrl });
    expect(await stored()).toEqual([]);
  });

  it("costs nothing where there is none", async () => {
    const { tell, account, events } = setUp({});
    expect(await tell.now(account)).toBe(account);
    await tell.whatIsLeft(account);
    expect(events.published).toEqual([]);
  });

  it("names the page of a new device's check", async () => {
    const { tell, account, events } = setUp({ untold: [{ ...call, verifyUrl: "https://example.com/check" }] });
    await tell.now(account);
    expect(events.published[0]?.detail).toMatchObject({ verifyUrl: "https://example.com/check" });
  });

  it("keeps it while the bus is away", async () => {
    const untold = [anAnnouncement(1, "ONLINE", "ERROR")];
    const { tell, account, events, stored, lines } = setUp({ untold });
    events.down.now = true;
    expect(await tell.now(account)).toBe(account);
    expect(await stored()).toEqual(untold);
    expect(lines.map(({ level }) => level)).toEqual(["error"]);
  });

  it("gives up the oldest of more than twenty", async () => {
    const untold = Array.from({ length: 23 }, (_, epoch) => anAnnouncement(epoch, "ONLINE", "RECONNECTING"));
    const { tell, account, events, stored, counts } = setUp({ untold });
    events.down.now = true;
    expect((await tell.now(account)).untold).toEqual(untold.slice(3));
    expect(await stored()).toEqual(untold.slice(3));
    expect(counts.get("AnnouncementGivenUp")).toBe(3);
  });

  it("leaves it to a later one where it cannot be taken from the row: told twice under the same ids", async () => {
    const { account, events, ...mover } = setUp({ untold: [call] });
    const deaf = { markTold: () => Promise.reject(new Error("no answer")) };
    const tell = createTellAccount({ ...mover, events, accounts: deaf });
    expect(await tell.now(account)).toBe(account);
    await tell.now(account);
    expect(new Set(events.published.map(({ detail }) => detail.eventId)).size).toBe(1);
  });

  it("leaves to its author what is just being told", async () => {
    const { tell, account, events, clock, counts } = setUp({ untold: [call] });
    clock.advance(4999);
    await tell.whatIsLeft(account);
    expect(events.published).toEqual([]);
    clock.advance(1);
    await tell.whatIsLeft(account);
    expect(events.types()).toEqual(["LoginRequired"]);
    expect(counts.get("AnnouncementLeft")).toBe(1);
  });
});
