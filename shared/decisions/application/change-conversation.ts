import type { Conversations } from "../../conversations/application/ports/conversations.ts";
import type { Events } from "../../kernel/application/ports/events.ts";
import type { Log } from "../../kernel/application/ports/runtime.ts";
import { sha256Hex } from "../../kernel/domain/ids.ts";
import type { InboundMessage } from "../../messages/domain/inbound-message.ts";
import { EVENTS } from "../../names.ts";
import type { Decision } from "../domain/decision.ts";

export type ChangeConversationDeps = {
  readonly conversations: Pick<Conversations, "change" | "mute" | "noteAnswers">;
  readonly events: Events;
  readonly log: Log;
};

/**
 * Stores the session, the answers and the pause of a stored decision. Each change names the state that it follows on,
 * so that a retry changes nothing twice and overwrites nothing newer. The event of a hand-over or a brake is published
 * last; where that fails the error sends the message back to the queue, because the customer waits for a person. `now`
 * in epoch ms.
 */
export function createChangeConversation(
  deps: ChangeConversationDeps,
): (message: InboundMessage, decision: Decision, now: number) => Promise<void> {
  return async ({ appId, sender }, { session, answers, mute, handovers = [] }, now) => {
    const [isChanged] = await Promise.all([
      session ? deps.conversations.change(appId, session, now, answers) : true,
      answers && !session ? deps.conversations.noteAnswers(appId, answers, now) : undefined,
      mute ? deps.conversations.mute(appId, mute.conversationId, mute, now) : undefined,
    ]);
    if (!isChanged) {
      deps.log.info("a change of a session was made before, or is older than what is stored", { appId });
    }
    if (!mute) return;
    const { conversationId } = mute;
    if (mute.braked) {
      const { at, until, note: reason } = mute;
      const eventId = sha256Hex(appId, conversationId, String(at));
      const detail = { appId, conversationId, reason, until, at, eventId };
      await deps.events.publish([{ type: EVENTS.conversationBraked, detail }]);
    }
    if (handovers.length === 0) return;
    await deps.events.publish(
      handovers.map(({ ruleId, note, until }) => ({
        type: EVENTS.handoverRequested,
        detail: { appId, conversationId, sender, ruleId, reason: note, until, at: mute.at },
      })),
    );
  };
}
