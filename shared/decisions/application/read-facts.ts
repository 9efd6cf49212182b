import type { Conversations } from "../../conversations/application/ports/conversations.ts";
import { sessionKeyOf, writerOf } from "../../conversations/domain/conversation.ts";
import { createGroupNames } from "../../directory/application/group-names.ts";
import type { Directory } from "../../directory/application/ports/directory.ts";
import type { Envelope } from "../../inbound/domain/envelope.ts";
import { answeredTo } from "../../messages/domain/answered-to.ts";
import type { InboundMessage } from "../../messages/domain/inbound-message.ts";
import type { Profiles } from "../../profiles/application/ports/profiles.ts";
import type { Cooldowns } from "../../rules/application/ports/cooldowns.ts";
import type { Facts, WantedFacts } from "../../rules/domain/judging/facts.ts";
import type { Journal } from "./ports/journal.ts";

/** Reads the facts that rules want for a message, and no others. `now` in epoch ms. */
export type ReadFacts = (
  wanted: WantedFacts,
  envelope: Pick<Envelope, "id">,
  message: InboundMessage,
  now: number,
) => Promise<Facts>;

export function createReadFacts(deps: {
  readonly cooldowns: Pick<Cooldowns, "read">;
  readonly journal: Pick<Journal, "heardBefore">;
  readonly directory: Pick<Directory, "contact" | "members">;
  readonly conversations: Pick<Conversations, "read">;
  readonly profiles: Pick<Profiles, "get">;
}): ReadFacts {
  const names = createGroupNames(deps.directory);

  async function senderName({ appId, chat, conversationId, sender }: InboundMessage): Promise<string> {
    if (sender === "") return "";
    if (chat === "group") return (await names.inGroup(appId, conversationId, [sender])).get(sender) ?? "";
    return (await deps.directory.contact(appId, sender))?.nickname ?? "";
  }

  /** Always false in groups: first messages are those of private chats. */
  async function firstMessage(envelope: Pick<Envelope, "id">, message: InboundMessage, now: number): Promise<boolean> {
    return message.chat === "private" && !(await deps.journal.heardBefore(message, envelope.id, now));
  }

  /** Reads the pause, the last answers and the session: together in a private chat, where they are one row. */
  async function conversation({ session: isWanted }: WantedFacts, message: InboundMessage) {
    const key = sessionKeyOf(message);
    const isApart = isWanted && key.member !== undefined;
    const [whole, own] = await Promise.all([
      deps.conversations.read(message.appId, { conversationId: answeredTo(message) }),
      isApart ? deps.conversations.read(message.appId, key) : undefined,
    ]);
    const { mute, answers } = whole;
    const session = isWanted ? (own ?? whole) : undefined;
    return { mutedUntil: mute?.until, isBraked: mute?.braked ?? false, answers, session };
  }

  async function userTags(message: InboundMessage, now: number): Promise<ReadonlySet<string>> {
    const stored = await deps.profiles.get(message.appId, writerOf(message), now);
    return new Set(Object.entries(stored?.profile.tags ?? {}).flatMap(([tag, { on }]) => (on ? [tag] : [])));
  }

  return async (wanted, envelope, message, now) => {
    const [cooldowns, name, isFirst, kept, tags] = await Promise.all([
      wanted.cooldowns.length > 0 ? deps.cooldowns.read(message.appId, wanted.cooldowns) : new Map<string, number>(),
      wanted.senderName ? senderName(message) : "",
      wanted.firstMessage ? firstMessage(envelope, message, now) : false,
      conversation(wanted, message),
      wanted.userTags ? userTags(message, now) : undefined,
    ]);
    return { cooldowns, senderName: name, firstMessage: isFirst, ...kept, userTags: tags };
  };
}
