import { newCloudSite, startCloudProcess } from "../../test/support/cloud-process.ts";
import { createFleetDriver, RAISED_LIMITS } from "../../test/support/fleet-driver.ts";
import { lookBackstage } from "./backstage.ts";
import { type MemorySample, watchMemory } from "./memory.ts";
import { isAnswered, type Messages, RULE } from "./messages.ts";
import { type Phase, runPhase, type Stage } from "./phase.ts";
import { createReplies } from "./replies.ts";

/** What a run does after its warm-up: `messages` as fast as they are taken, or `rate` a second for `seconds`. */
export type Load = Messages & {
  readonly count: number;
  readonly rate: number | undefined;
  /** Whether a saturated run begins with a slow part, for its latency. */
  readonly paced?: boolean;
};

export type Faults = { readonly lost: number; readonly doubled: number; readonly disordered: number };

/** One run of one checkout. */
export type Run = {
  /** Of a saturated run: the latency at a rate that leaves room. */
  readonly paced?: Pick<Phase, "callbackMs" | "replyMs"> & { readonly perSecond: number };
  readonly measured: Phase;
  /** Among all messages of the run: replies, and rows of the journal. */
  readonly faults: { readonly replies: Faults; readonly journal: Omit<Faults, "disordered"> };
  readonly memory: readonly MemorySample[];
};

const WARM_UP = 10;
const PACED = { perSecond: 50, seconds: 6 } as const;

/**
 * Starts the embedded cloud of the checkout `root` with an empty data folder, drives it over HTTP, and ends it, at the
 * latest with `ending`.
 */
export async function runCheckout(root: string, load: Load, ending: AsyncDisposableStack): Promise<Run> {
  const mine = ending.use(new AsyncDisposableStack());
  try {
    return await drive(await setStage(root, load, partsOf(load).all, mine), load);
  } finally {
    await mine.disposeAsync();
  }
}

/** Messages of the run: a warm-up, a slow part where the measured one is saturated, and the measured part. */
function partsOf({ accounts, count, rate, paced: isPaced = rate === undefined }: Load) {
  const warmUp = WARM_UP * accounts;
  const paced = isPaced ? whole(PACED.perSecond * PACED.seconds, accounts) : 0;
  return { warmUp, paced, all: warmUp + paced + count };
}

/** What went wrong with the accepted ones of the first `most` messages. */
export async function faultsAmong(
  { replies, backstage, messages }: Stage,
  most: number,
  isAccepted: (message: number) => boolean,
): Promise<Run["faults"]> {
  const rows = await backstage.journal(messages, most);
  return {
    replies: replies.faults((message) => message < most && isAccepted(message) && isAnswered(messages, message)),
    journal: {
      lost: rows.filter((count, message) => count === 0 && isAccepted(message)).length,
      doubled: rows.reduce((sum, count) => sum + Math.max(0, count - 1), 0),
    },
  };
}

/** A cloud of the checkout `root` with accounts and a rule; `most`: messages that will be sent. */
export async function setStage(
  root: string,
  load: Messages,
  most: number,
  ending: AsyncDisposableStack,
): Promise<Stage> {
  const site = await newCloudSite();
  ending.defer(() => site.remove());
  const cloud = await startCloudProcess(site, undefined, root);
  ending.defer(async () => void (await cloud.kill("SIGINT")));
  const driver = await createFleetDriver(cloud.urls);
  await driver.prepare(load.accounts);
  await driver.api("PUT", "/api/rules", { rules: [RULE] });
  const brake = { answers: 0, seconds: 60, quietMinutes: 60 };
  await driver.api("PUT", "/api/settings", { gateway: RAISED_LIMITS, brake });
  const backstage = await lookBackstage(cloud.urls.aws);
  ending.defer(() => backstage.close());
  const replies = createReplies(cloud.urls.simulator, load, most);
  const callbackUrl = `${cloud.urls.gateway}/callbacks/wechatapi/${driver.callbackKey}`;
  return { cloud, callbackUrl, messages: load, replies, backstage };
}

async function drive(stage: Stage, load: Load): Promise<Run> {
  const { warmUp, paced, all } = partsOf(load);
  await runPhase(stage, { from: 0, count: warmUp });
  const slow = paced > 0 && (await runPhase(stage, { from: warmUp, count: paced, rate: PACED.perSecond }));
  const watch = watchMemory(stage.cloud.pid);
  const measured = await runPhase(stage, { from: warmUp + paced, count: load.count, rate: load.rate });
  const memory = watch.stop();
  const faults = await faultsAmong(stage, all, () => true);
  return {
    ...(slow && { paced: { perSecond: PACED.perSecond, callbackMs: slow.callbackMs, replyMs: slow.replyMs } }),
    measured,
    faults,
    memory,
  };
}

/** The least number of messages, at least `count`, that gives every account as many. */
export function whole(count: number, accounts: number): number {
  return Math.ceil(count / accounts) * accounts;
}

export const faultsOf = ({ faults }: Pick<Run, "faults">) =>
  faults.replies.lost +
  faults.replies.doubled +
  faults.replies.disordered +
  faults.journal.lost +
  faults.journal.doubled;
