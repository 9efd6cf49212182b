import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { AppError } from "../../kernel/domain/errors.ts";
import { type Item, number, sortable, text, textOf } from "../../platform/dynamodb/attributes.ts";
import { batchGet } from "../../platform/dynamodb/batch-get.ts";
import { fromCursor, toCursor } from "../../platform/dynamodb/cursor.ts";
import { packJson, unpackJson } from "../../platform/dynamodb/packed-json.ts";
import { createTable, NEVER_STORED, type Table } from "../../platform/dynamodb/table.ts";
import type { BroadcastRuns } from "../application/ports/runs.ts";
import { type BroadcastRun, broadcastRunSchema, type RunPlan, runPlanSchema } from "../domain/run.ts";
import { listPartition, planKey, runExpiry, runKey } from "./dynamo-run-rows.ts";

const CURSOR = ["pk", "sk"];

/**
 * Runs in the table `journal`: a small item that senders read, one with the plan, and a line in the broadcast's list.
 * The plan is written first: a reader that sees a run finds it whole.
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

  return {
    get,

    create: (run, plan) => create(table, run, plan),

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

/** The plan, then the run, then the line in the broadcast's list. Each keeps what another start has written already. */
async function create(table: Pick<Table, "put">, run: BroadcastRun, plan: RunPlan): Promise<BroadcastRun> {
  const { appIds } = await keepPlan(table, run, plan);
  const kept = await keepRun(table, { ...run, accountCount: appIds.length });
  const line = `${sortable(kept.startedAt)}#${kept.id}`;
  await table.put({
    pk: text(listPartition(kept.broadcastId)),
    sk: text(line),
    runId: text(kept.id),
    expiresAt: runExpiry(kept.notAfter),
  });
  return kept;
}

/** Returns the stored plan: another start of the same run may have found other accounts. */
async function keepPlan(table: Pick<Table, "put">, { id, notAfter }: BroadcastRun, plan: RunPlan): Promise<RunPlan> {
  const { pk, sk } = planKey(id);
  const packed = packJson(plan, "what a run sends, and to whom,");
  const row = { pk: text(pk), sk: text(sk), plan: packed, expiresAt: runExpiry(notAfter) };
  const written = await table.put(row, NEVER_STORED);
  return written.done || !written.item ? plan : unpackJson(written.item, "plan", runPlanSchema);
}

async function keepRun(table: Pick<Table, "put">, run: BroadcastRun): Promise<BroadcastRun> {
  const written = await table.put(rowOf(run), NEVER_STORED);
  return written.done || !written.item ? run : runOf(written.item);
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
