import { expect, it } from "vitest";
import type { SendOutcome } from "../../../../../shared/outbound/domain/outcome.ts";
import { setUpSender, unlimited } from "../../../../support/a-sender.ts";
import { aCommand } from "../../../../support/builders.ts";
import { withEveryCrash } from "../../../../support/faults.ts";
import { failedBy, sentAs } from "../../../../support/recording-ports.ts";

const batch = ["a1", "a2", "b1", "a3"].map((id) => aCommand({ id, appId: id.startsWith("a") ? "wx_app_1" : "wx_b" }));

/** The queue hands out the rest of each group in order, and accounts come online, until all commands have ended. */
async function sendUntilDone({ clock, process, accounts }: ReturnType<typeof setUpSender>): Promise<void> {
  let left = batch;
  for (let round = 0; left.length > 0 && round < 10; round++) {
    clock.advance(180_000);
    const account = await accounts.get("wx_app_1");
    if (account?.state === "RECONNECTING") await accounts.transition(account, { to: "ONLINE" }, clock.now());
    const results = await process().send(left);
    left = left.filter((_, position) => results[position]?.done !== true);
  }
  expect(left).toEqual([]);
}

it.each<[string, readonly SendOutcome[], number]>([
  ["all goes well", [], 15],
  ["a call is throttled first", [failedBy("throttled"), sentAs("1")], 15],
  ["the account is found offline", [sentAs("1"), sentAs("2"), failedBy("account-offline")], 15],
  ["a call is refused", [failedBy("refused")], 15],
  ["nobody knows what became of a call", [failedBy("timeout")], 15],
])("sends nothing twice and loses nothing wherever the sender dies while %s", async (_what, outcomes, atLeast) => {
  const crashes = await withEveryCrash(async (crash, where) => {
    const sender = setUpSender(outcomes, [unlimited(), unlimited({ appId: "wx_b" })]);
    const { gateway, ledger, process } = sender;
    await process(crash).send(batch);
    await sendUntilDone(sender);

    const wentOut = gateway.wentOut();
    expect(new Set(wentOut).size, `${where}: each once`).toBe(wentOut.length);
    for (const { id } of batch) {
      const state = (await ledger.get(id))?.state;
      expect(["sent", "unknown", "failed"], `${where}: ${id}`).toContain(state);
      if (state === "sent") expect(wentOut, where).toContain(id);
      if (!crash.crashed() && outcomes.length === 0) expect(state).toBe("sent");
    }
    const timeouts = outcomes.filter((outcome) => outcome.type === "failed" && outcome.cause === "timeout").length;
    const unknown = (await ledger.listAttention("unknown", 10)).entries.length;
    expect(unknown, where).toBeLessThanOrEqual(2 + timeouts);
    const ofA = wentOut.filter((id) => id.startsWith("a"));
    expect(ofA, where).toEqual([...ofA].sort());
  });
  expect(crashes).toBeGreaterThan(atLeast);
});
