import * as z from "zod";
import {
  type BroadcastRequested,
  type BroadcastTask,
  broadcastRequestedSchema,
  broadcastTaskSchema,
} from "../../shared/broadcasts/domain/request.ts";
import type { Lane } from "../../shared/lambda/lane.ts";
import type { Observability } from "../../shared/lambda/observability.ts";
import { queueHandler } from "../../shared/lambda/queue-batch.ts";

export type BroadcastDeps = Observability & {
  readonly lane: Lane;
  readonly take: (event: BroadcastRequested) => Promise<void>;
  readonly work: (task: BroadcastTask) => Promise<void>;
};

/** A message of the queue: an event of the bus, or a task of a run. */
const messageSchema = z.union([broadcastTaskSchema, broadcastRequestedSchema]);

/** Starts the runs that events ask for, and works on tasks of runs, which put commands on the bulk queue. */
export function createHandler(deps: BroadcastDeps) {
  return queueHandler({
    lane: deps.lane,
    schema: messageSchema,
    handle: (message) => ("type" in message ? deps.work(message) : deps.take(message)),
    log: deps.log,
    metrics: deps.metrics,
    flush: () => deps.flush(),
  });
}
