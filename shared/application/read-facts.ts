import type { Envelope } from "../domain/envelope.ts";
import type { InboundMessage } from "../domain/inbound-message.ts";
import type { Facts, Wanted } from "../domain/rule-facts.ts";
import { createGroupNames } from "./group-names.ts";
import type { Cooldowns, Directory, Journal } from "./ports.ts";

/** Reads what rules want to know of a message, and nothing else. */
export type ReadFacts = (
  wanted: Wanted,
  envelope: Pick<Envelope, "id">,
  message: InboundMessage,
  now: number,
) => Promise<Facts>;

export function createReadFacts(deps: {
  readonly cooldowns: Pick<Cooldowns, "read">;
  readonly journal: Pick<Journal, "heardBefore">;
  readonly directory: Pick<Directory, "contact" | "members">;
}): ReadFacts {
  const names = createGroupNames(deps.directory);

  async function senderName({ appId, chat, conversationId, sender }: InboundMessage): Promise<string> {
    if (sender === "") return "";
    if (chat === "group") return (await names.inGroup(appId, conversationId, [sender])).get(sender) ?? "";
    return (await deps.directory.contact(appId, sender))?.nickname ?? "";
  }

  /** In a group nobody's message is the first to the account. */
  async function firstMessage(envelope: Pick<Envelope, "id">, message: InboundMessage, now: number): Promise<boolean> {
    return message.chat === "private" && !(await deps.journal.heardBefore(message, envelope.id, now));
  }

  return async (wanted, envelope, message, now) => {
    const [cooldowns, name, isFirst] = await Promise.all([
      wanted.cooldowns.length > 0 ? deps.cooldowns.read(message.appId, wanted.cooldowns) : new Map<string, number>(),
      wanted.senderName ? senderName(message) : "",
      wanted.firstMessage ? firstMessage(envelope, message, now) : false,
    ]);
    return { cooldowns, senderName: name, firstMessage: isFirst };
  };
}
