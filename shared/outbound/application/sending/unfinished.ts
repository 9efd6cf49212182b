import type { Log } from "../../../kernel/application/ports/runtime.ts";
import type { OutboundCommand } from "../../domain/command.ts";

/**
 * What this process has begun with commands and could not end, because the ledger did not answer: a claim of which it
 * does not know whether it stands, or a call whose outcome is not written. The process alone knows it. Without its word
 * the command would be `unknown`. So it ends such things when it gets the command again, or before its next batch.
 */
export type Unfinished = {
  /** Keeps what is to be done. `end` may be called again after it threw. */
  keep(command: OutboundCommand, end: () => Promise<unknown>): void;
  /** Ends what was kept of a command; throws where that fails again. */
  end(command: OutboundCommand): Promise<void>;
  /** Ends all that was kept. Never throws: what fails again stays. */
  endAll(): Promise<void>;
};

type Kept = {
  readonly commandId: string;
  readonly end: () => Promise<unknown>;
  ending: Promise<void> | undefined;
};

export function createUnfinished({ log }: { readonly log: Log }): Unfinished {
  const kept = new Map<string, Kept>();

  /** Batches that are worked on side by side share the try that is under way. */
  async function endOne(key: string): Promise<void> {
    const one = kept.get(key);
    if (!one) return;
    one.ending ??= endKept(key, one).finally(() => {
      one.ending = undefined;
    });
    await one.ending;
  }

  async function endKept(key: string, one: Kept): Promise<void> {
    await one.end();
    if (kept.get(key) === one) kept.delete(key);
    log.info("what a sender could not end before is ended", { commandId: one.commandId });
  }

  return {
    keep(command, end) {
      kept.set(keyOf(command), { commandId: command.id, end, ending: undefined });
    },
    end: (command) => endOne(keyOf(command)),
    async endAll() {
      await Promise.all(
        [...kept].map(async ([key, { commandId }]) => {
          try {
            await endOne(key);
          } catch (error) {
            log.error("what a sender has begun cannot be ended yet", error, { commandId });
          }
        }),
      );
    },
  };
}

function keyOf({ id, generation }: OutboundCommand): string {
  return `${id}.${generation}`;
}
