import { setTimeout as sleep } from "node:timers/promises";
import type { CloudProcess } from "../../test/support/cloud-process.ts";
import { type Offered, offer, percentile } from "../load/offer.ts";
import type { Backstage } from "./backstage.ts";
import { bodyOf, isAnswered, type Messages } from "./messages.ts";
import type { Replies } from "./replies.ts";
import { each, readUsage, type Sums, total, type Usage } from "./usage.ts";

/** A cloud under load, with what the bench knows of it. */
export type Stage = {
  readonly cloud: CloudProcess;
  readonly callbackUrl: string;
  readonly messages: Messages;
  readonly replies: Replies;
  readonly backstage: Backstage;
};

/** What one phase of a run cost; shares are those of one message. */
export type Phase = {
  readonly messages: number;
  readonly answers: number;
  /** From the first callback until the last message was decided and the last reply was out. */
  readonly seconds: number;
  readonly acceptedPerSecond: number;
  readonly messagesPerSecond: number;
  readonly refusals: Sums;
  readonly callbackMs: { readonly p50: number; readonly p99: number };
  /** From a callback's sending to its reply at the vendor. */
  readonly replyMs: { readonly p50: number; readonly p99: number };
  readonly latestDepartureMs: number;
  /** Processor time a message: each function, `cloud` (the embedded cloud's main process), `database`, `simulator`. */
  readonly cpuMs: Sums & { readonly all: number };
  readonly invocations: Sums;
  /** SDK calls a message, by function; the sender's also by answer. Left out where the cloud does not count them. */
  readonly calls?: Readonly<Record<string, Sums>>;
  readonly senderCallsPerAnswer?: number;
  /** SDK calls a message of all functions, the bench's own questions to the queue included. */
  readonly allCalls: Sums;
  readonly readUnits: number;
  readonly writeUnits: number;
};

/** Offers messages `from` to `from + count` and waits until each is decided and each answer is out. */
export async function runPhase(
  stage: Stage,
  { from, count, rate }: { from: number; count: number; rate?: number | undefined },
): Promise<Phase> {
  const { cloud, messages, replies } = stage;
  const before = await readUsage(cloud);
  const startedAt = Date.now();
  const repliesBefore = replies.count();
  let isOffering = true;
  const reading = (async () => {
    for (; isOffering; await sleep(500)) await replies.read();
  })();
  const offered = await offer({
    url: stage.callbackUrl,
    accounts: messages.accounts,
    from,
    messages: count,
    rate,
    body: (message) => bodyOf(messages, message),
    sent: replies.sent,
  });
  isOffering = false;
  await reading;
  const answers = answersAmong(messages, from, count);
  const endedAt = await untilDone(stage, repliesBefore + answers);
  await sleep(SETTLE_MS);
  const after = await readUsage(cloud);
  const seconds = (endedAt - startedAt) / 1000;
  return { ...timesOf(offered, stage, { from, count, answers, seconds }), ...costsOf(before, after, count, answers) };
}

/** Functions report their processor time with their answers, and delete what they have received after them. */
const SETTLE_MS = 500;
/** So long without any progress means that the rest is lost. */
const QUIET_MS = 60_000;
const LOOK_MS = 50;

/** Waits until the inbound queue is empty and `answers` replies are out; epoch ms of that, or of the last progress. */
export async function untilDone(
  { backstage, replies }: Pick<Stage, "backstage" | "replies">,
  answers: number,
): Promise<number> {
  let [decidedAt, progressAt, left] = [0, Date.now(), Number.POSITIVE_INFINITY];
  for (;;) {
    const fresh = await replies.read();
    const now = left === 0 ? 0 : await backstage.inbound();
    if (fresh > 0 || now !== left) progressAt = Date.now();
    if (now === 0 && left !== 0) decidedAt = Date.now();
    left = now;
    if (left === 0 && replies.count() >= answers) return Math.max(decidedAt, replies.lastAt());
    if (Date.now() - progressAt > QUIET_MS) return progressAt;
    await sleep(LOOK_MS);
  }
}

function answersAmong(messages: Messages, from: number, count: number): number {
  let answers = 0;
  for (let message = from; message < from + count; message += 1) if (isAnswered(messages, message)) answers += 1;
  return answers;
}

function timesOf(
  offered: Offered,
  { replies }: Stage,
  { from, count, answers, seconds }: { from: number; count: number; answers: number; seconds: number },
) {
  const latencies = replies.latencies(from);
  const spread = (samples: readonly number[]) => ({ p50: percentile(samples, 50), p99: percentile(samples, 99) });
  return {
    messages: count,
    answers,
    seconds,
    acceptedPerSecond: count / offered.seconds,
    messagesPerSecond: count / seconds,
    refusals: offered.refusals,
    callbackMs: spread(offered.answerMs),
    replyMs: spread(latencies),
    latestDepartureMs: offered.lateMs,
  };
}

function costsOf(before: Usage, after: Usage, count: number, answers: number) {
  const cpuMs = each(before.cpuMs, after.cpuMs, count);
  const { calls } = after;
  const byFunction =
    calls && Object.fromEntries(Object.entries(calls).map(([name, sums]) => [name, withTotal(name, sums)]));
  function withTotal(name: string, sums: Sums): Sums {
    const shares = each(before.calls?.[name] ?? {}, sums, count);
    return { ...shares, all: total(shares) };
  }
  const sender = (byFunction?.sender?.all ?? 0) * count;
  return {
    cpuMs: { ...cpuMs, all: total(cpuMs) },
    invocations: each(before.invocations, after.invocations, count),
    ...(byFunction ? { calls: byFunction, senderCallsPerAnswer: answers === 0 ? 0 : sender / answers } : {}),
    allCalls: each(before.allCalls, after.allCalls, count),
    readUnits: (after.readUnits - before.readUnits) / count,
    writeUnits: (after.writeUnits - before.writeUnits) / count,
  };
}
