import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { AppError } from "../../kernel/domain/errors.ts";
import { type Item, number, sortable, text, textOf } from "../../platform/dynamodb/attributes.ts";
import { batchGet } from "../../platform/dynamodb/batch-get.ts";
import { fromCursor, toCursor } from "../../platform/dynamodb/cursor.ts";
import { packJson, unpackJson } from "../../platform/dynamodb/packed-json.ts";
import { createTable, NEVER_STORED } from "../../platform/dynamodb/table.ts";
import type { BroadcastRuns } from "../application/ports/broadcasts.ts";
import { type BroadcastRun, broadcastRunSchema, runPlanSchema } from "../domain/run.ts";
import { listPartition, planKey, runExpiry, runKey } from "./dynamo-run-rows.ts";

const CURSOR = ["pk", "sk"];

/**
 * Runs in the table `journal`: a small item that senders read, one with the plan, and a line in the broadcast's list. The
 * plan is written first: whoever sees a run finds it whole.
 */
export function createDynamoBroadcastRuns(options: {
  readonly client: DynamoDBClient;
  readonly table: string;
}): BroadcastRuns {
  const table = createTable(options);

  async function get(runId: string): Promise<BroadcastRun | undefined> {
    const item = await table.get(runKey(runId), { consistent: true });
    return item && runOf(item);
  }

  /** What stands in its way: nothing for this very run. */
  async function keep(run: BroadcastRun): Promise<BroadcastRun> {
    const written = await table.put(rowOf(run), NEVER_STORED);
    return written.done || !written.item ? run : runOf(written.item);
  }

  return {
    get,

    async create(run, plan) {
      const expiresAt = runExpiry(run.notAfter);
      const { pk, sk } = planKey(run.id);
      const packed = packJson(plan, "what a run sends, and to whom,");
      const written = await table.put({ pk: text(pk), sk: text(sk), plan: packed, expiresAt }, NEVER_STORED);
      // Somebody else started the same run, and may have found other accounts.
      const { appIds } = written.done || !written.item ? plan : unpackJson(written.item, "plan", runPlanSchema);
      const kept = await keep({ ...run, accountCount: appIds.length });
      const line = `${sortable(kept.startedAt)}#${kept.id}`;
      await table.put({
        pk: text(listPartition(kept.broadcastId)),
        sk: text(line),
        runId: text(kept.id),
        expiresAt: runExpiry(kept.notAfter),
      });
      return kept;
    },

    async plan(runId) {
      const item = await table.get(planKey(runId), { consistent: true });
      if (item) return unpackJson(item, "plan", runPlanSchema);
      throw new AppError("not-found", `there is no run '${runId}'`, { details: { runId } });
    },

    async change(run) {
      const written = await table.put(rowOf(run), {
        expression: "#revision = :before",
        values: { ":before": number(run.revision - 1) },
      });
      // A lost answer makes the SDK write again: then what stands there is this very change.
      return written.done || written.item?.run?.S === JSON.stringify(run);
    },

    async list(broadcastId, limit, cursor) {
      const pk = listPartition(broadcastId);
      const page = await table.query({
        expression: "#pk = :pk",
        values: { ":pk": text(pk) },
        ScanIndexForward: false,
        Limit: limit,
        ...fromCursor(cursor, CURSOR, { pk }),
      });
      const ids = page.items.map((item) => textOf(item, "runId"));
      const found = ids.length === 0 ? {} : await batchGet(options.client, { [options.table]: ids.map(runKey) });
      const runs = new Map((found[options.table] ?? []).map((item) => [textOf(item, "pk"), runOf(item)]));
      return {
        runs: ids.flatMap((id) => runs.get(runKey(id).pk) ?? []),
        ...toCursor(page.next, CURSOR),
      };
    },
  };
}

function rowOf(run: BroadcastRun) {
  const { pk, sk } = runKey(run.id);
  return {
    pk: text(pk),
    sk: text(sk),
    revision: number(run.revision),
    run: packJson(run, "a run"),
    expiresAt: runExpiry(Math.max(run.changedAt, run.notAfter)),
  };
}

function runOf(item: Item): BroadcastRun {
  return unpackJson(item, "run", broadcastRunSchema);
}
