import { expect, it } from "vitest";
import type { RunLedger } from "../../../shared/broadcasts/application/ports/run-ledger.ts";
import { broadcastCommandId } from "../../../shared/broadcasts/domain/run.ts";
import { AppError } from "../../../shared/kernel/domain/errors.ts";
import { aCommand, NOON } from "../../support/builders.ts";
import { onEveryStorage } from "./every-storage.ts";

const PART = { runId: "run_1", shard: 3 };

/** A command of a part of a run, to the recipient of that number. */
const ofPart = (recipient: number, part = PART) =>
  aCommand({
    id: broadcastCommandId(part, "wx_app_1", `wxid_${recipient}`, 0),
    to: `wxid_${recipient}`,
    origin: { broadcastId: "news", runId: part.runId },
  });

async function readAll(runLedger: RunLedger, limit: number) {
  const found = [];
  const sizes = [];
  let cursor: string | undefined;
  do {
    const page = await runLedger.page(PART, limit, cursor);
    found.push(...page.entries);
    sizes.push(page.entries.length);
    cursor = page.cursor;
  } while (cursor !== undefined && sizes.length < 50);
  return { found, sizes };
}

onEveryStorage("a run's part of the ledger", (fresh) => {
  it("counts the rows of the part by their state, and no others", async () => {
    const { ledger, runLedger } = await fresh();
    expect(await runLedger.counts(PART)).toEqual({});
    for (let recipient = 0; recipient < 6; recipient++) await ledger.reserve(ofPart(recipient), NOON);
    await ledger.claim(ofPart(0), "a", NOON + 1, NOON);
    await ledger.finish(ofPart(0).id, "a", { state: "sent", newMsgId: "1" }, NOON);
    await ledger.claim(ofPart(1), "a", NOON + 1, NOON);
    await ledger.close(ofPart(2), "held", { code: "run-paused" }, NOON);
    await ledger.close(ofPart(3), "expired", { code: "run-cancelled" }, NOON);
    await ledger.reserve(ofPart(0, { runId: "run_1", shard: 4 }), NOON);
    await ledger.reserve(ofPart(0, { runId: "run_11", shard: 3 }), NOON);
    await ledger.reserve(ofPart(0, { runId: "run_1", shard: 33 }), NOON);
    expect(await runLedger.counts(PART)).toEqual({ sent: 1, sending: 1, held: 1, expired: 1, reserved: 2 });
  });

  it("is paged, each row once, as it stands now", async () => {
    const { ledger, runLedger } = await fresh();
    const commands = Array.from({ length: 7 }, (_, recipient) => ofPart(recipient));
    for (const command of commands) await ledger.reserve(command, NOON);
    await ledger.close(ofPart(5), "held", { code: "run-paused" }, NOON + 1);
    const { found } = await readAll(runLedger, 3);
    expect(found.map(({ command }) => command.to).sort()).toEqual(commands.map(({ to }) => to));
    expect(found.find(({ command }) => command.to === "wxid_5")).toMatchObject({
      state: "held",
      reason: { code: "run-paused" },
    });
    expect((await readAll(runLedger, 100)).sizes).toEqual([7]);
    await expect(runLedger.page(PART, 3, "nonsense")).rejects.toThrow(AppError);
  });

  it("of long commands is counted over many pages", async () => {
    const { ledger, runLedger } = await fresh();
    const xml = "<msg>你好</msg>".repeat(5000);
    for (let recipient = 0; recipient < 25; recipient++) {
      await ledger.reserve({ ...ofPart(recipient), content: { type: "forward", as: "link", xml } }, NOON);
    }
    expect(await runLedger.counts(PART)).toEqual({ reserved: 25 });
  });

  it("is found by a command's id alone", async () => {
    const { ledger } = await fresh();
    await ledger.reserve(ofPart(1), NOON);
    expect(await ledger.get(ofPart(1).id)).toMatchObject({ state: "reserved", command: ofPart(1) });
    expect(await ledger.claim(ofPart(1), "a", NOON + 1, NOON)).toEqual({ claimed: true, attempts: 0 });
    await ledger.finish(ofPart(1).id, "a", { state: "failed", reason: { code: "refused" } }, NOON);
    expect((await ledger.listAttention("failed", 5)).entries.map(({ command }) => command.id)).toEqual([ofPart(1).id]);
  });
});
