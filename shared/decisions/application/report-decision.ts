import type { Log, Metrics } from "../../kernel/application/ports/runtime.ts";
import type { InboundMessage } from "../../messages/domain/inbound-message.ts";
import { ANSWERED_ELSEWHERE } from "../domain/braked.ts";
import { type Decision, NOT_A_CUSTOMER } from "../domain/decision.ts";

/** Counts a new decision by what it does, and writes the notes of its rules to the log. */
export function createReportDecision({ metrics, log }: { readonly metrics: Metrics; readonly log: Log }) {
  return (message: InboundMessage, decision: Decision): void => {
    metrics.count("InboundConsumed");
    if (decision.flags.includes("unknown-account")) metrics.count("InboundUnknownAccount");
    if (decision.flags.includes(NOT_A_CUSTOMER)) metrics.count("InboundNotCustomer");
    if (decision.flags.includes("too-many-commands")) metrics.count("TooManyCommands");
    if (decision.flags.includes("muted")) metrics.count("InboundMuted");
    if (decision.mute?.by === "phone") metrics.count("PersonAnswered");
    if (decision.flags.includes(ANSWERED_ELSEWHERE)) metrics.count("AnsweredByAnotherAccount");
    if (decision.mute?.braked) metrics.count("ConversationBraked");
    if (decision.handovers) metrics.count("HandedOver");
    if (decision.session) metrics.count("SessionChanged");
    if (decision.flags.includes("no-ticket")) metrics.count("FriendRequestNotAcceptable");
    if (decision.flags.includes("nobody-to-invite")) metrics.count("NobodyToInvite");
    if (decision.deliveries) metrics.count("DeliveryOrdered", decision.deliveries.length);
    if (decision.rules.length > 0) metrics.count("RulesMatched", decision.rules.length);
    for (const { ruleId, note } of decision.notes) {
      log.info("rule", { ruleId, note, appId: message.appId, conversationId: message.conversationId });
    }
  };
}
