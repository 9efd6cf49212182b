import type { Account } from "../../../accounts/domain/account.ts";
import type { Broadcasts } from "../../../broadcasts/application/ports/broadcasts.ts";
import type { OptOuts } from "../../../broadcasts/application/ports/opt-outs.ts";
import type { BroadcastRuns } from "../../../broadcasts/application/ports/runs.ts";
import { broadcastCommands } from "../../../broadcasts/application/runs/commands-of-page.ts";
import type { Broadcast } from "../../../broadcasts/domain/broadcast.ts";
import { namesRecipient } from "../../../broadcasts/domain/text.ts";
import type { DeliveryOrder, DeliveryTarget } from "../../../deliveries/domain/delivery.ts";
import type { Directory } from "../../../directory/application/ports/directory.ts";
import { isGroupId } from "../../../directory/domain/directory.ts";
import { SEND_LOCK_TIME, sendLockOf } from "../../../outbound/domain/send-lock.ts";
import type { Unsure } from "../../domain/backtest/unsure.ts";
import type { Decision } from "../../domain/decision.ts";
import type { PastWindow } from "./past-window.ts";
import { remembered } from "./remembered.ts";

export type PastLocksDeps = {
  readonly broadcasts: Pick<Broadcasts, "get">;
  readonly broadcastRuns: Pick<BroadcastRuns, "list">;
  readonly optOuts: Pick<OptOuts, "among">;
  readonly directory: Pick<Directory, "contact" | "group">;
};

/** Whose decision it is: the one that was made, or that of the tried rules. */
type Side = "was" | "would";

/** A decision without the broadcasts that the send lock kept back; `withheld` has their ids. */
export type AfterLocks = { readonly decision: Decision; readonly withheld: readonly string[] };

/** `at`: when it was decided, epoch ms. Adds to `unsure`. */
export type PastLocks = (side: Side, decision: Decision, at: number, unsure: Set<Unsure>) => Promise<AfterLocks>;

/** How much later than its decision a broadcast for one person may be sent, ms; operators' runs are looked up so far. */
const SEND_DELAY = 30_000;
const MOST_RUNS = 100;

type Single = Extract<DeliveryTarget, { type: "broadcast" }> & { readonly only: { appId: string; to: string } };

/**
 * The send locks that the broadcasts of a backtest take: the same content goes to the same recipient once in five
 * minutes. Locks are those of broadcasts for one person. Of a broadcast for an audience only the time is known, so that
 * what it may have locked is unsure. Contents are those of today.
 */
export function createPastLocks(
  deps: PastLocksDeps,
  accountOf: (appId: string) => Account | undefined,
  window: PastWindow,
): PastLocks {
  const locks = { was: new Map<string, number>(), would: new Map<string, number>() };
  const audiences = { was: new Map<string, number>(), would: new Map<string, number>() };
  const broadcastOf = remembered((id: string) => deps.broadcasts.get(id));
  const runsOf = remembered(async (id: string) => (await deps.broadcastRuns.list(id, MOST_RUNS)).runs);
  const isOut = remembered(async (appId: string, to: string) => (await deps.optOuts.among(appId, [to])).has(to));
  const locksOf = createLockNames(deps, accountOf);

  /** Whether an operator's run of the broadcast may have locked the recipient. */
  async function mayBeOperators({ id }: Broadcast, only: Single["only"] | undefined, at: number): Promise<boolean> {
    const runs = await runsOf(id);
    return runs.some(
      (run) =>
        !run.startedBy.startsWith("rule:") &&
        run.startedAt <= at + SEND_DELAY &&
        run.notAfter + SEND_LOCK_TIME > at &&
        (!run.only || !only || (run.only.appId === only.appId && run.only.to === only.to)),
    );
  }

  /** Takes the locks of one order; true where all of them are another's. */
  async function isWithheld(side: Side, target: Single, broadcast: Broadcast, at: number, unsure: Set<Unsure>) {
    const { only } = target;
    if (await isOut(only.appId, only.to)) unsure.add("opt-out");
    const names = await locksOf(broadcast, only, at);
    const ends = names.map((name) => locks[side].get(name) ?? 0);
    if (ends.some((end) => end > 0 && Math.abs(end - at) < SEND_DELAY)) unsure.add("send-lock");
    const free = names.filter((_name, index) => (ends[index] ?? 0) <= at);
    for (const name of free) locks[side].set(name, at + SEND_LOCK_TIME);
    return names.length > 0 && free.length === 0;
  }

  async function judge(side: Side, { target }: DeliveryOrder, at: number, unsure: Set<Unsure>): Promise<boolean> {
    if (target.type !== "broadcast") return false;
    const broadcast = await broadcastOf(target.broadcast);
    if (!broadcast || broadcast.updatedAt > at) unsure.add("broadcast");
    if (!broadcast) return false;
    const words = JSON.stringify(broadcast.contents);
    const mayBeOlder = !window.isWhole && at - window.from < SEND_LOCK_TIME;
    if (mayBeOlder || (audiences[side].get(words) ?? 0) > at) unsure.add("send-lock");
    if (await mayBeOperators(broadcast, target.only, at)) unsure.add("send-lock");
    if (target.only) return isWithheld(side, { ...target, only: target.only }, broadcast, at, unsure);
    audiences[side].set(words, at + broadcast.expiresAfterSeconds * 1000 + SEND_LOCK_TIME);
    return false;
  }

  return async (side, decision, at, unsure) => {
    const left: DeliveryOrder[] = [];
    const withheld: string[] = [];
    for (const order of decision.deliveries ?? []) {
      if (!(await judge(side, order, at, unsure))) left.push(order);
      else if (order.target.type === "broadcast") withheld.push(order.target.broadcast);
    }
    if (withheld.length === 0) return { decision, withheld };
    const { deliveries: _all, ...others } = decision;
    return { decision: left.length > 0 ? { ...others, deliveries: left } : others, withheld };
  };
}

/** Names the locks that a broadcast to one person takes; nothing where its account is gone. `at`: epoch ms. */
function createLockNames(
  { directory }: Pick<PastLocksDeps, "directory">,
  accountOf: (appId: string) => Account | undefined,
) {
  const groupName = remembered(async (appId: string, id: string) => (await directory.group(appId, id))?.name ?? "");
  const personName = remembered(
    async (appId: string, id: string) => (await directory.contact(appId, id))?.nickname ?? "",
  );

  async function recipientOf({ contents }: Broadcast, { appId, to }: Single["only"]) {
    if (!contents.some(namesRecipient)) return { to, name: "", group: "" };
    return isGroupId(to)
      ? { to, name: "", group: await groupName(appId, to) }
      : { to, name: await personName(appId, to), group: "" };
  }

  return async function locksOf(broadcast: Broadcast, only: Single["only"], at: number): Promise<readonly string[]> {
    const account = accountOf(only.appId);
    if (!account) return [];
    const { id, contents, name, expiresAfterSeconds } = broadcast;
    const run = {
      id,
      broadcastId: id,
      name,
      requestId: id,
      state: "sending" as const,
      revision: 0,
      accountCount: 1,
      startedAt: at,
      startedBy: "",
      notAfter: at + expiresAfterSeconds * 1000,
      changedAt: at,
    };
    return broadcastCommands(run, { contents }, { ...account, shard: 0 }, [await recipientOf(broadcast, only)]).map(
      sendLockOf,
    );
  };
}
