import type { SendResult } from "../../shared/outbound/application/sending/send-result.ts";
import type { OutboundCommand } from "../../shared/outbound/domain/command.ts";
import type { FakeClock } from "./fake-clock.ts";

type Waiting = { readonly command: OutboundCommand; visibleAt: number; receiveCount: number };

/**
 * An outbound queue with the order of a FIFO queue: a group's first message goes before its others, and what waits keeps
 * its group waiting. `work` hands batches out until the queue is empty, and moves the clock where nothing is visible.
 */
export function anOutboundQueue(commands: readonly OutboundCommand[], clock: FakeClock) {
  let left: Waiting[] = commands.map((command) => ({ command, visibleAt: 0, receiveCount: 0 }));

  /** Of each group as many as are visible at its head; ten in all. */
  function visible(): Waiting[] {
    const blocked = new Set<string>();
    const batch = left.filter((message) => {
      const { appId } = message.command;
      if (message.visibleAt > clock.now()) blocked.add(appId);
      return !blocked.has(appId);
    });
    return batch.slice(0, 10);
  }

  return {
    left: () => left.map(({ command }) => command.id),
    async work(
      send: (commands: readonly OutboundCommand[], receiveCount: number) => Promise<readonly SendResult[]>,
      mostRounds: number,
    ): Promise<void> {
      for (let round = 0; round < mostRounds && left.length > 0; round++) {
        const batch = visible();
        if (batch.length === 0) {
          const next = Math.min(...left.map(({ visibleAt }) => visibleAt));
          clock.advance(Math.max(1, next - clock.now()));
          continue;
        }
        for (const message of batch) message.receiveCount += 1;
        const results = await send(
          batch.map(({ command }) => command),
          Math.max(...batch.map(({ receiveCount }) => receiveCount)),
        );
        for (const [index, message] of batch.entries()) {
          const result = results[index];
          if (result?.done) left = left.filter((one) => one !== message);
          else message.visibleAt = clock.now() + (result?.delaySeconds ?? 180) * 1000;
        }
      }
    },
  };
}
