import type { AiQueue } from "../../ai/application/ports/ai.ts";
import type { DirectoryQueue } from "../../directory/application/ports/queue.ts";
import { createRefreshSoon } from "../../directory/application/refresh-soon.ts";
import type { Log, Metrics } from "../../kernel/application/ports/runtime.ts";
import { AppError } from "../../kernel/domain/errors.ts";
import type { OutboundQueue } from "../../outbound/application/ports/outbound.ts";
import type { RecordBehaviour } from "../../profiles/application/record-behaviour.ts";
import type { DeliveryQueue } from "../../routing/application/ports/delivery-queue.ts";
import type { Outcome, ViewChanges } from "./decide-envelope.ts";

export type SendOutcomesDeps = {
  readonly outbound: OutboundQueue;
  readonly ai: AiQueue;
  readonly deliveries: DeliveryQueue;
  readonly directory: DirectoryQueue;
  readonly recordBehaviour: RecordBehaviour;
  readonly metrics: Metrics;
  readonly log: Log;
};

/** Why an outcome was not sent whole; undefined where it was. */
export type FaultOf = (outcome: Outcome) => AppError | undefined;

/** A queue that outcomes go to. `T`: one item on it. */
type Exit<T> = {
  items(outcome: Outcome): readonly T[];
  idOf(item: T): string;
  /** Returns the ids of the items that the queue refused. */
  send(items: readonly T[]): Promise<ReadonlySet<string>>;
  /** Counts refused items. */
  readonly metric: string;
  /** The error of an outcome with a refused item. */
  readonly fault: string;
};

/**
 * Sends all outcomes of a batch and writes its changes of views and profiles, side by side, in as few calls as
 * possible. The result names the fault of an outcome; the envelope of an outcome with a fault has to come again.
 */
export function createSendOutcomes(
  deps: SendOutcomesDeps,
): (outcomes: readonly Outcome[], changes: ViewChanges) => Promise<FaultOf> {
  const refreshSoon = createRefreshSoon(deps);

  /** A further queue is one more row. Rows further up decide which fault an outcome with several has. */
  const exits = [
    through({
      items: ({ decision: { commands, passive } }) => commands.filter(({ id }) => id !== passive),
      idOf: ({ id }) => id,
      send: (commands) => deps.outbound.send(commands),
      metric: "CommandRefused",
      fault: "the outbound queue refused a command",
    }),
    through({
      items: ({ decision }) => (decision.aiTask ? [decision.aiTask] : []),
      idOf: ({ id }) => id,
      send: (tasks) => deps.ai.send(tasks),
      metric: "AiTaskRefused",
      fault: "the AI queue refused a question",
    }),
    through({
      items: ({ deliveries }) => deliveries,
      idOf: ({ routed }) => routed.id,
      send: (deliveries) => deps.deliveries.send(deliveries),
      metric: "DeliveryRefused",
      fault: "the queue of deliveries refused one",
    }),
  ];

  function through<T>({ items, idOf, send, metric, fault }: Exit<T>) {
    return async (outcomes: readonly Outcome[]): Promise<FaultOf> => {
      const refused = await send(outcomes.flatMap(items));
      if (refused.size > 0) deps.metrics.count(metric, refused.size);
      return (outcome) => (items(outcome).some((item) => refused.has(idOf(item))) ? notSent(fault) : undefined);
    };
  }

  return async (outcomes, { behaviours, directory }) => {
    const [unrecorded, faults] = await Promise.all([
      deps.recordBehaviour(behaviours),
      Promise.all(exits.map((exit) => exit(outcomes))),
      refreshSoon(directory),
    ]);
    return (outcome) => {
      if (unrecorded.has(outcome.envelopeId)) return notSent("a profile was not written");
      for (const faultOf of faults) {
        const fault = faultOf(outcome);
        if (fault) return fault;
      }
      return undefined;
    };
  };
}

function notSent(why: string): AppError {
  return new AppError("unavailable", why, { retryable: true });
}
