import type { Clock, Log, Metrics } from "../../kernel/application/ports/runtime.ts";
import { AppError } from "../../kernel/domain/errors.ts";
import type { InboundMessage } from "../../messages/domain/inbound-message.ts";
import { pollBackoff } from "../domain/polling.ts";

export type AcceptPolledDeps = {
  /** Resolves when the message is safe (`receive-callback.ts`). */
  readonly receive: (message: InboundMessage) => Promise<unknown>;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly log: Log;
};

/**
 * Throws `unavailable` (retryable) with the first message that neither queue nor spool took until `giveUpAt` (epoch
 * ms). `isSafe`: the messages can be read again, from the gateway or from where they are held; otherwise they are lost
 * then.
 */
export type AcceptPolled = (
  appId: string,
  messages: readonly InboundMessage[],
  isSafe: boolean,
  giveUpAt: number,
) => Promise<void>;

/** Hands polled messages to the inbound queue one after the other, in their order. */
export function createAcceptPolled({ receive, clock, metrics, log }: AcceptPolledDeps): AcceptPolled {
  /** Tries again until `giveUpAt`: a read that consumed the message would not bring it a second time. */
  async function accept(message: InboundMessage, giveUpAt: number): Promise<boolean> {
    for (let failures = 1; ; failures++) {
      try {
        await receive(message);
        return true;
      } catch (error) {
        log.error("a polled message is not safe yet; it is tried again", error, { appId: message.appId });
        const wait = pollBackoff(failures);
        if (clock.now() + wait > giveUpAt) return false;
        await clock.sleep(wait);
      }
    }
  }

  return async (appId, messages, isSafe, giveUpAt) => {
    for (const [index, message] of messages.entries()) {
      if (await accept(message, giveUpAt)) continue;
      const left = messages.length - index;
      if (!isSafe) metrics.count("PollLost", left);
      throw new AppError("unavailable", "neither the queue nor the spool took what was polled", {
        retryable: true,
        details: { appId, left },
      });
    }
  };
}
