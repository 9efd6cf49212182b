import type { Accounts } from "../../accounts/application/ports/accounts.ts";
import type { Channel } from "../../accounts/domain/channel.ts";
import { contentFaultsOn, contentsOn } from "../../accounts/domain/contents.ts";
import type { Clock, Metrics } from "../../kernel/application/ports/runtime.ts";
import { AppError } from "../../kernel/domain/errors.ts";
import { commandId, sha256Hex } from "../../kernel/domain/ids.ts";
import type { Content } from "../../messages/domain/content.ts";
import { type OutboundCommand, REPLY_LIFETIME } from "../domain/command.ts";
import type { LedgerEntry } from "../domain/ledger.ts";
import type { Ledger, OutboundQueue } from "./ports/outbound.ts";

export type MessageRequest = {
  readonly appId: string;
  readonly to: string;
  /** One or more, sent in this order. */
  readonly contents: readonly Content[];
  /** The path of a content in the request, for errors that name it; `contents.0` and so on unless given. */
  readonly pathOf?: (index: number) => string;
  /** Not to be sent after this, epoch ms; an hour from now where left out. */
  readonly notAfter?: number;
  /** Chosen by the caller: the same request under the same id is carried out once. */
  readonly requestId: string;
};

/** How far ahead `notAfter` may lie, ms: half of the time for which the queue keeps a message. */
export const LONGEST_LIFETIME = 7 * 86_400_000;

/**
 * Queues an operator's messages. Each command is a row in the ledger before it is on the queue. The commands' ids follow
 * from the request's id, and the first row's digest tells whether it is the same request. So repeating a request that
 * broke off completes it: missing rows are added, commands that may not be on the queue are queued again, and the ledger
 * sends each command once. Throws `not-found` for an account that is not registered, `invalid-input` for a `notAfter`
 * out of bounds and for what the account's channel cannot send, `conflict` for another request under the same id,
 * `unavailable` where the queue refuses.
 */
export function createQueueMessages(deps: {
  readonly accounts: Pick<Accounts, "get">;
  readonly ledger: Pick<Ledger, "get" | "reserve">;
  readonly outbound: OutboundQueue;
  readonly clock: Clock;
  readonly metrics: Metrics;
}): (request: MessageRequest) => Promise<readonly LedgerEntry[]> {
  return async (request) => {
    const { appId, requestId } = request;
    const now = deps.clock.now();
    const account = await deps.accounts.get(appId);
    if (!account?.registered) {
      throw new AppError("not-found", `no account with the appId '${appId}' is registered`, { details: { appId } });
    }
    const contents = preparedFor(account.channel, request);
    const [command, ...others] = commandsOf({ ...request, contents }, now);
    if (!command) throw new AppError("invalid-input", "there is nothing to send");
    if (!isTimely(command, now) && !(await deps.ledger.get(command.id))) {
      throw new AppError("invalid-input", "notAfter must lie in the future, seven days from now at most");
    }
    const first = await deps.ledger.reserve(command, now);
    assertSame(first.command, command, requestId);
    const { createdAt, notAfter } = first.command;
    const rest = await Promise.all(others.map((other) => deps.ledger.reserve({ ...other, createdAt, notAfter }, now)));
    const entries = [first, ...rest];
    const waiting = entries.filter(({ state }) => state === "reserved").map((entry) => entry.command);
    const refused = waiting.length > 0 ? await deps.outbound.send(waiting) : new Set();
    if (refused.size > 0) {
      throw new AppError("unavailable", "the outbound queue refused a command; repeat the request", {
        retryable: true,
        details: { appId, requestId },
      });
    }
    deps.metrics.count("MessageQueued", waiting.length);
    return entries;
  };
}

/** Each content in the parts that the account's channel sends. */
function preparedFor(channel: Channel, { appId, contents, pathOf }: MessageRequest): readonly Content[] {
  const at = pathOf ?? ((index) => `contents.${index}`);
  const issues = contents.flatMap((content, index) =>
    contentFaultsOn(channel, content).map(({ path, message }) => ({ path: `${at(index)}.${path}`, message })),
  );
  const [first] = issues;
  if (first) throw new AppError("invalid-input", first.message, { details: { appId, issues } });
  return contents.flatMap((content) => contentsOn(channel, content));
}

function commandsOf(request: MessageRequest, now: number): OutboundCommand[] {
  const { appId, to, contents, notAfter, requestId } = request;
  const origin = { requestId, digest: sha256Hex(JSON.stringify([to, contents, notAfter ?? null])) };
  return contents.map((content, ordinal) => ({
    id: commandId(`${appId}/${requestId}`, "request", ordinal),
    generation: 0,
    appId,
    to,
    content,
    notAfter: notAfter ?? now + REPLY_LIFETIME,
    createdAt: now,
    origin,
  }));
}

function isTimely({ notAfter }: OutboundCommand, now: number): boolean {
  return now < notAfter && notAfter <= now + LONGEST_LIFETIME;
}

function assertSame({ origin: found }: OutboundCommand, { origin: asked }: OutboundCommand, requestId: string): void {
  if ("digest" in found && "digest" in asked && found.digest === asked.digest) return;
  const message = `another request was made under the requestId '${requestId}'`;
  throw new AppError("conflict", message, { details: { requestId } });
}
