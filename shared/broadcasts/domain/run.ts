import * as z from "zod";
import { appIdSchema } from "../../accounts/domain/account.ts";
import { onlySchema } from "../../deliveries/domain/broadcast-target.ts";
import { sha256Hex } from "../../kernel/domain/ids.ts";
import { messageContentSchema } from "../../messages/domain/content.ts";
import type { RunShard } from "../../outbound/domain/run-shard.ts";
import { recipientsSchema } from "./audience.ts";

export const runStates = ["expanding", "sending", "done", "paused", "cancelled"] as const;

/**
 * One start of a broadcast. `expanding`: commands are still being made, while the first are sent; `sending`: all are
 * made; `done`: every command has come to its end.
 */
export const broadcastRunSchema = z.object({
  /** Deterministic: see `runIdOf`. */
  id: z.string().min(1),
  broadcastId: z.string().min(1),
  name: z.string(),
  /** What it was started by: an operator's or a rule's request, else the event's id. */
  requestId: z.string().min(1),
  /** To this recipient alone, instead of the broadcast's audience. */
  only: onlySchema.exactOptional(),
  state: z.enum(runStates),
  /** Grows with every change. */
  revision: z.int().min(0),
  /** How many accounts send; their shards are 0 to `accountCount - 1`. */
  accountCount: z.int().min(0),
  /** Epoch ms, as all times here. */
  startedAt: z.number(),
  startedBy: z.string(),
  /** Nothing is sent after this. */
  notAfter: z.number(),
  /** When the run came into its state, and by whom; `changedBy` is absent where it went on by itself. */
  changedAt: z.number(),
  changedBy: z.string().exactOptional(),
});

export type BroadcastRun = Readonly<z.infer<typeof broadcastRunSchema>>;
export type RunState = BroadcastRun["state"];

/** What a run sends and to whom, as it stood at the start: a later change of the broadcast does not change it. */
export const runPlanSchema = z.object({
  /** The accounts that send; an account's place is its shard. */
  appIds: z.array(appIdSchema),
  contents: z.array(messageContentSchema),
  recipients: recipientsSchema,
});

export type RunPlan = Readonly<z.infer<typeof runPlanSchema>>;

export const runEvents = ["expanded", "finished", "pause", "resume", "cancel"] as const;
export type RunEvent = (typeof runEvents)[number];

const TRANSITIONS: Readonly<Record<RunState, Partial<Record<RunEvent, RunState>>>> = {
  expanding: { expanded: "sending", pause: "paused", cancel: "cancelled" },
  sending: { finished: "done", pause: "paused", cancel: "cancelled" },
  // What was expanded already is found to be so.
  // By itself only when its time is over, or when all its commands had ended before.
  paused: { resume: "expanding", finished: "done", cancel: "cancelled" },
  done: {},
  cancelled: {},
};

/** The run after `event`; undefined where its state does not allow the event. `by`: the operator who asks for it. */
export function runAfter(run: BroadcastRun, event: RunEvent, now: number, by?: string): BroadcastRun | undefined {
  const state = TRANSITIONS[run.state][event];
  if (!state) return undefined;
  const { changedBy, ...rest } = run;
  return { ...rest, state, revision: run.revision + 1, changedAt: now, ...(by === undefined ? {} : { changedBy: by }) };
}

/** Whether commands of the run may go out now. */
export function maySend({ state }: Pick<BroadcastRun, "state">): boolean {
  return state === "expanding" || state === "sending";
}

/** Whether nothing is to be done for the run now: it is paused, and its time is not over. */
export function rests({ state, notAfter }: Pick<BroadcastRun, "state" | "notAfter">, now: number): boolean {
  return state === "paused" && now <= notAfter;
}

/** The same broadcast and request always give the same run. */
export function runIdOf(broadcastId: string, requestId: string): string {
  return `run_${sha256Hex("broadcast", broadcastId, requestId).slice(0, 24)}`;
}

/**
 * A command of a run; with its generation it still is a deduplication id of SQS (128 characters). `ordinal` counts the
 * contents, `part` what one of them is split into: into how many depends on the recipient's name, which may change
 * before a page is made once more.
 */
export function broadcastCommandId(
  { runId, shard }: RunShard,
  appId: string,
  recipient: string,
  ordinal: number,
  part = 0,
): string {
  const place = part === 0 ? String(ordinal) : `${ordinal}.${part}`;
  return `b.${runId}.${shard}.${sha256Hex(appId, recipient, place).slice(0, 32)}`;
}
