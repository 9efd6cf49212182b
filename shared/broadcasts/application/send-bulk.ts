import type { Log } from "../../kernel/application/ports/runtime.ts";
import type { SendOne } from "../../outbound/application/sending/send-command.ts";
import type { Delivery } from "../../outbound/application/sending/send-outbound.ts";
import type { SendResult } from "../../outbound/application/sending/send-result.ts";
import type { EndIfStopped } from "./end-if-stopped.ts";

type SendBatch = (batch: readonly Delivery[], deadline: number) => Promise<readonly SendResult[]>;

/**
 * Sends a batch of bulk. Before `send` looks at an account's state and tokens, the commands at the head of the
 * account's group whose run is stopped leave the queue. Commands further behind leave it when their turn comes
 * (`sendIfGoing`).
 */
export function createSendBulk(deps: {
  readonly endIfStopped: EndIfStopped;
  readonly send: SendBatch;
  readonly log: Log;
}): SendBatch {
  /** Returns how many commands at the head have left. */
  async function endHead(group: readonly Delivery[]): Promise<number> {
    let ended = 0;
    try {
      for (const { command } of group) {
        if (!(await deps.endIfStopped(command))) break;
        ended += 1;
      }
    } catch (error) {
      deps.log.error("a run's state is not known; its commands are looked at again when their turn comes", error, {
        appId: group[ended]?.command.appId,
      });
    }
    return ended;
  }

  return async (batch, deadline) => {
    const groups = [...Map.groupBy(batch, ({ command }) => command.appId).values()];
    const ended = new Set<Delivery>();
    await Promise.all(
      groups.map(async (group) => {
        for (const delivery of group.slice(0, await endHead(group))) ended.add(delivery);
      }),
    );
    const rest = batch.filter((delivery) => !ended.has(delivery));
    const sent = rest.length > 0 ? await deps.send(rest, deadline) : [];
    const results = new Map(rest.map((delivery, position) => [delivery, sent[position]]));
    return batch.map((delivery) => results.get(delivery) ?? { done: true });
  };
}

/** Sends a command unless its run is stopped. */
export function sendIfGoing(sendOne: SendOne, endIfStopped: EndIfStopped): SendOne {
  return async (command, account, deadline, turn) =>
    (await endIfStopped(command)) ? { done: true } : sendOne(command, account, deadline, turn);
}
