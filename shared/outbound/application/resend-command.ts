import type { Clock } from "../../kernel/application/ports/runtime.ts";
import { AppError } from "../../kernel/domain/errors.ts";
import { type OutboundCommand, REPLY_LIFETIME } from "../domain/command.ts";
import { isResendable } from "../domain/ledger.ts";
import type { Ledger, OutboundQueue } from "./ports/outbound.ts";

/**
 * Puts a command on the queue again that is not certain to have been sent, in its next generation and with a fresh
 * `notAfter`. The ledger stays as it is until a sender claims the new generation. Asking twice before that gives the same
 * generation, which is sent once. Throws `not-found`, `conflict` if its state allows no resend or it takes a message
 * back, `unavailable` if the queue refuses it.
 */
export function createResendCommand(deps: {
  readonly ledger: Ledger;
  readonly outbound: OutboundQueue;
  readonly clock: Clock;
}): (commandId: string) => Promise<OutboundCommand> {
  return async (commandId) => {
    const details = { commandId };
    const entry = await deps.ledger.get(commandId);
    if (!entry) throw new AppError("not-found", `the ledger has no command '${commandId}'`, { details });
    if (!isResendable(entry.state)) {
      throw new AppError("conflict", `the command is '${entry.state}' and cannot be sent again`, { details });
    }
    if (entry.command.content.type === "revoke") {
      throw new AppError("conflict", "a revoke is not sent again: revoke the message once more", { details });
    }
    const command: OutboundCommand = {
      ...entry.command,
      generation: entry.command.generation + 1,
      notAfter: deps.clock.now() + REPLY_LIFETIME,
    };
    const refused = await deps.outbound.send([command]);
    if (refused.has(command.id)) {
      throw new AppError("unavailable", "the outbound queue refused the command", { retryable: true, details });
    }
    return command;
  };
}
