import type { Mute, SessionChange } from "../../conversations/domain/conversation.ts";
import type { SessionDraft } from "../../conversations/domain/session-draft.ts";
import { answeredTo } from "../../messages/domain/answered-to.ts";
import type { InboundMessage } from "../../messages/domain/inbound-message.ts";
import type { RuleEffect } from "./rule-effects.ts";

type Handover = {
  readonly ruleId: string;
  readonly note: string;
  readonly until: number;
  readonly transfer?: { readonly agent?: string };
};

/** The part of a decision that changes the conversation's session and pause. */
type ConversationPart = {
  readonly session?: SessionChange;
  readonly mute?: Mute & { readonly conversationId: string };
  readonly handovers?: Handover[];
};

/**
 * The session after the effects, the longest pause that they begin, and the rules that hand over. `now` in epoch ms.
 */
export function conversationPart(
  effects: readonly RuleEffect[],
  about: { message: InboundMessage; draft: SessionDraft; now: number },
): ConversationPart {
  const { message, draft, now } = about;
  const session = draft.change();
  const handovers = effects.flatMap(({ ruleId, effect }): Handover[] => {
    if (effect.type !== "hand-over") return [];
    const { note, minutes, transfer } = effect;
    return [{ ruleId, note, until: now + minutes * 60_000, ...(transfer ? { transfer } : {}) }];
  });
  const longest = handovers.toSorted((a, b) => b.until - a.until)[0];
  return {
    ...(session ? { session } : {}),
    ...(longest ? { mute: muteBy(longest, message, now), handovers } : {}),
  };
}

function muteBy({ note, until }: Handover, message: InboundMessage, at: number) {
  return { conversationId: answeredTo(message), by: "rule" as const, at, until, note };
}
