import { answeredTo } from "../../messages/domain/answered-to.ts";
import type { InboundMessage } from "../../messages/domain/inbound-message.ts";
import type { OutboundCommand } from "../../outbound/domain/command.ts";
import type { Decision } from "./decision.ts";

/** The flag of messages whose account answers in the callback only, where the callback could not answer. */
export const NOT_ANSWERABLE = "not-answerable";

/** Whether a command says something in the message's own conversation. */
export function isAnswerIn(message: InboundMessage): (command: OutboundCommand) => boolean {
  const to = answeredTo(message);
  return ({ appId, to: recipient }) => appId === message.appId && recipient === to;
}

/**
 * The decision without its answers, for an account that can only answer in the callback, whose time is over: a
 * customer-service message of such an account is refused (48001).
 */
export function withoutAnswers(decision: Decision, message: InboundMessage): Decision {
  const isHere = isAnswerIn(message);
  const { aiTask, ...others } = decision;
  const commands = decision.commands.filter((command) => !isHere(command));
  if (!aiTask && commands.length === decision.commands.length) return decision;
  return { ...others, commands, flags: [...decision.flags, NOT_ANSWERABLE] };
}
