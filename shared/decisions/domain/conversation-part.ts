import { conversationOf, type Mute, type SessionChange } from "../../conversations/domain/conversation.ts";
import type { SessionDraft } from "../../conversations/domain/session-draft.ts";
import type { InboundMessage } from "../../messages/domain/inbound-message.ts";
import type { Effect } from "../../rules/domain/actions/action.ts";

export type RuleEffect = { readonly ruleId: string; readonly effect: Effect };

type Handover = { readonly ruleId: string; readonly note: string; readonly until: number };

/** What a decision changes in what is kept of the conversation. */
type ConversationPart = {
  readonly session?: SessionChange;
  readonly mute?: Mute & { readonly conversationId: string };
  readonly handovers?: Handover[];
};

/** What the effects come to: the session as it is after them, the longest pause, and who handed over. */
export function conversationPart(
  effects: readonly RuleEffect[],
  about: { message: InboundMessage; draft: SessionDraft; now: number },
): ConversationPart {
  const { message, draft, now } = about;
  const session = draft.change();
  const handovers = effects.flatMap(({ ruleId, effect }): Handover[] =>
    effect.type === "hand-over" ? [{ ruleId, note: effect.note, until: now + effect.minutes * 60_000 }] : [],
  );
  const longest = handovers.toSorted((a, b) => b.until - a.until)[0];
  return {
    ...(session ? { session } : {}),
    ...(longest ? { mute: muteBy(longest, message, now), handovers } : {}),
  };
}

function muteBy({ note, until }: Handover, message: InboundMessage, at: number) {
  return { conversationId: conversationOf(message), by: "rule" as const, at, until, note };
}
