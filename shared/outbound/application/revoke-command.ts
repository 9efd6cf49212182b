import type { Clock, Metrics } from "../../kernel/application/ports/runtime.ts";
import { AppError } from "../../kernel/domain/errors.ts";
import { commandId } from "../../kernel/domain/ids.ts";
import type { OutboundCommand } from "../domain/command.ts";
import { isResendable, type LedgerEntry } from "../domain/ledger.ts";
import type { Ledger, OutboundQueue } from "./ports/outbound.ts";

/** WeChat takes a message back for two minutes, ms. */
export const REVOKE_WINDOW = 120_000;

const IRREVOCABLE: ReadonlySet<OutboundCommand["content"]["type"]> = new Set([
  "revoke",
  "accept-friend",
  "invite-to-group",
  "template",
  "subscription",
]);

/**
 * Queues a command that takes back the message of a sent one. It waits behind the account's other commands. Its id follows
 * from the sent command's: asking twice revokes once, and asking again after a failure tries again. It expires when
 * WeChat's two minutes are over. Throws `not-found`, `conflict` for what was not sent, too long ago or revoked already, and
 * `unavailable` if the queue refuses it.
 */
export function createRevokeCommand(deps: {
  readonly ledger: Pick<Ledger, "get" | "reserve">;
  readonly outbound: OutboundQueue;
  readonly clock: Clock;
  readonly metrics: Metrics;
}): (commandId: string) => Promise<OutboundCommand> {
  return async (sentId) => {
    const details = { commandId: sentId };
    const now = deps.clock.now();
    const sent = await deps.ledger.get(sentId);
    if (!sent) throw new AppError("not-found", `the ledger has no command '${sentId}'`, { details });
    const revocation = revocationOf(sent, now);
    const row = await deps.ledger.reserve(revocation, now);
    if (row.state === "sent") throw new AppError("conflict", "the message was taken back already", { details });
    if (row.state === "sending") return row.command;
    const command = isResendable(row.state) ? { ...revocation, generation: row.command.generation + 1 } : row.command;
    const refused = await deps.outbound.send([command]);
    if (refused.has(command.id)) {
      throw new AppError("unavailable", "the outbound queue refused the command", { retryable: true, details });
    }
    deps.metrics.count("RevokeQueued");
    return command;
  };
}

function revocationOf({ command, state, msgId, newMsgId, ...row }: LedgerEntry, now: number): OutboundCommand {
  const { id, appId, to, content } = command;
  const conflict = (message: string) => new AppError("conflict", message, { details: { commandId: id } });
  if (IRREVOCABLE.has(content.type)) {
    throw conflict(`a command of type '${content.type}' makes no message that could be taken back`);
  }
  if (state !== "sent") throw conflict(`the command is '${state}': only a sent message can be taken back`);
  if (!msgId || !newMsgId) throw conflict("the gateway did not say the message's ids, which taking it back needs");
  const createTime = row.createTime ?? Math.floor(row.updatedAt / 1000);
  const notAfter = createTime * 1000 + REVOKE_WINDOW;
  if (now > notAfter) {
    const seconds = Math.floor((now - createTime * 1000) / 1000);
    throw conflict(
      `the message was sent ${seconds} s ago; WeChat takes back what is at most ${REVOKE_WINDOW / 1000} s old`,
    );
  }
  return {
    id: commandId(id, "revoke", 0),
    generation: 0,
    appId,
    to,
    content: { type: "revoke", msgId, newMsgId, createTime },
    notAfter,
    createdAt: now,
    origin: { revokes: id },
  };
}
