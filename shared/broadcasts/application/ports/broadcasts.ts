import type { LedgerEntry } from "../../../outbound/domain/ledger.ts";
import type { RunShard } from "../../../outbound/domain/run-shard.ts";
import type { Broadcast } from "../../domain/broadcast.ts";
import type { ShardProgress, StateCounts } from "../../domain/progress.ts";
import type { BroadcastTask } from "../../domain/request.ts";
import type { BroadcastRun, RunPlan } from "../../domain/run.ts";

/** Broadcasts as operators define them. */
export type Broadcasts = {
  /** Strongly consistent. */
  get(id: string): Promise<Broadcast | undefined>;
  /** By id. */
  list(limit: number, cursor?: string): Promise<{ broadcasts: readonly Broadcast[]; cursor?: string }>;
  put(broadcast: Broadcast): Promise<void>;
  /** False if there is none. */
  remove(id: string): Promise<boolean>;
};

/** Runs of broadcasts, for 90 days after their last change. */
export type BroadcastRuns = {
  /** Keeps the run with its plan, unless there is one with its id; returns the one that is kept. */
  create(run: BroadcastRun, plan: RunPlan): Promise<BroadcastRun>;
  /** Strongly consistent. */
  get(runId: string): Promise<BroadcastRun | undefined>;
  /** Throws `not-found`. */
  plan(runId: string): Promise<RunPlan>;
  /** Replaces the run of the revision before; false, and nothing changed, where another one is stored. */
  change(run: BroadcastRun): Promise<boolean>;
  /** Of one broadcast, newest first. */
  list(
    broadcastId: string,
    limit: number,
    cursor?: string,
  ): Promise<{ runs: readonly BroadcastRun[]; cursor?: string }>;
};

/** How far the parts of runs have come, one row an account. */
export type RunProgress = {
  /** That of step 0 where nothing was kept yet; strongly consistent. */
  get(runId: string, shard: number): Promise<ShardProgress>;
  /** All that was kept of a run, by shard; strongly consistent. */
  list(runId: string): Promise<readonly ShardProgress[]>;
  /** Replaces the one of step `from`; false, and nothing changed, where another one is stored. */
  advance(runId: string, from: number, progress: ShardProgress, now: number): Promise<boolean>;
};

/** The ledger's rows of one account's part of a run. */
export type RunLedger = {
  counts(part: RunShard): Promise<StateCounts>;
  page(part: RunShard, limit: number, cursor?: string): Promise<{ entries: readonly LedgerEntry[]; cursor?: string }>;
};

/** Work on runs, on a standard queue, each in its `delaySeconds` (0–900). Throws `unavailable` if any was refused. */
export type BroadcastTasks = {
  add(tasks: readonly { readonly task: BroadcastTask; readonly delaySeconds: number }[]): Promise<void>;
};

/** Who wants no broadcasts of an account. */
export type OptOuts = {
  add(appId: string, wxid: string, now: number): Promise<void>;
  /** False if there was none. */
  remove(appId: string, wxid: string): Promise<boolean>;
  /** Those of at most 100 wxids that opted out. */
  among(appId: string, wxids: readonly string[]): Promise<ReadonlySet<string>>;
  list(appId: string, limit: number, cursor?: string): Promise<{ optOuts: readonly OptOut[]; cursor?: string }>;
};

/** `since`: epoch ms. */
export type OptOut = { readonly wxid: string; readonly since: number };
