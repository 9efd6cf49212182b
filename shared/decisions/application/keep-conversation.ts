import type { Conversations } from "../../conversations/application/ports/conversations.ts";
import type { Events } from "../../kernel/application/ports/events.ts";
import type { Log } from "../../kernel/application/ports/runtime.ts";
import type { InboundMessage } from "../../messages/domain/inbound-message.ts";
import { EVENTS } from "../../names.ts";
import type { Decision } from "../domain/decision.ts";

/**
 * Carries out what a stored decision changes in what is kept of the conversation: each change says what it follows on, so
 * that a retry changes nothing twice, and nothing that is newer. Operators are told of a hand-over last; where that fails
 * the message goes back: a customer who waits for a person must not wait for nobody.
 */
export function createKeepConversation(deps: {
  readonly conversations: Pick<Conversations, "change" | "mute">;
  readonly events: Events;
  readonly log: Log;
}): (message: InboundMessage, decision: Decision, now: number) => Promise<void> {
  return async ({ appId, sender }, { session, mute, handovers = [] }, now) => {
    const [isKept] = await Promise.all([
      session ? deps.conversations.change(appId, session, now) : true,
      mute ? deps.conversations.mute(appId, mute.conversationId, mute, now) : undefined,
    ]);
    if (!isKept) {
      deps.log.info("a change of a session was made before, or is older than what is stored", { appId });
    }
    if (!mute || handovers.length === 0) return;
    const { conversationId } = mute;
    await deps.events.publish(
      handovers.map(({ ruleId, note, until }) => ({
        type: EVENTS.handoverRequested,
        detail: { appId, conversationId, sender, ruleId, reason: note, until, at: mute.at },
      })),
    );
  };
}
