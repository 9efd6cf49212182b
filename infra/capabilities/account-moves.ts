import { ENV } from "../../shared/names.ts";
import { type Grant, onQueue } from "../constructs/functions/grants.ts";
import type { Lanes } from "./capability.ts";

/** Lanes that a function needs which moves accounts from one state to another. */
export type AccountMoveLanes = "outboundLive" | "outboundBulk" | "accountTasks" | "heartbeats";

/** Wakes the commands that are parked for an account, once it is online. */
export function wakesCommands({ outboundLive, outboundBulk }: Lanes<AccountMoveLanes>): readonly Grant[] {
  return [
    onQueue(outboundLive.queue, ENV.outboundLiveQueueUrl, "ChangeMessageVisibility"),
    onQueue(outboundBulk.queue, ENV.outboundBulkQueueUrl, "ChangeMessageVisibility"),
  ];
}

/** Queues what follows a move: tasks of the account worker, and the account's next beat. */
export function queuesAccountWork({ accountTasks, heartbeats }: Lanes<AccountMoveLanes>): readonly Grant[] {
  return [
    onQueue(accountTasks.queue, ENV.accountTasksQueueUrl, "SendMessage"),
    onQueue(heartbeats.queue, ENV.heartbeatsQueueUrl, "SendMessage"),
  ];
}
