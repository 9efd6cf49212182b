import * as z from "zod";
import { DEFAULT_CHANNEL } from "../../accounts/domain/channel.ts";
import { contentFaultsOn, contentsOn } from "../../accounts/domain/contents.ts";
import { answerableUntil } from "../../accounts/domain/window-act.ts";
import type { RoutedMessage } from "../../deliveries/domain/delivery.ts";
import { commandId, sha256Hex } from "../../kernel/domain/ids.ts";
import { parseJson } from "../../kernel/domain/well-formed.ts";
import type { Content } from "../../messages/domain/content.ts";
import { type OutboundCommand, REPLY_LIFETIME } from "../../outbound/domain/command.ts";
import { reply } from "../../rules/domain/actions/reply.ts";
import { UNNAMED } from "../../rules/domain/template.ts";

/** What a webhook may answer: replies in the conversation of the message, and nothing else. */
const webhookAnswerSchema = z.object({ actions: z.array(reply.schema).max(5) });

/** A webhook's answer with more commands is refused as a whole. */
const MAX_COMMANDS_AN_ANSWER = 10;

/** What came of an answer: commands with deterministic ids, or the fault for which it is refused. */
export type WebhookAnswer =
  | { readonly commands: readonly OutboundCommand[]; readonly fault?: never }
  | { readonly fault: string; readonly commands?: never };

/** Reads what a webhook answered. A body that is no JSON object, or one without `actions`, answers nothing. */
export function webhookAnswer(body: string, routed: RoutedMessage): WebhookAnswer {
  const json = parsed(body);
  if (typeof json !== "object" || json === null || !("actions" in json)) return { commands: [] };
  const result = webhookAnswerSchema.safeParse(json);
  if (!result.success) return { fault: z.prettifyError(result.error) };
  const { actions } = result.data;
  for (const [index, action] of actions.entries()) {
    const [fault] = reply.faults?.(action) ?? [];
    if (fault) return { fault: `actions.${index}.${fault.path}: ${fault.message}` };
  }
  const { channel = DEFAULT_CHANNEL } = routed.account;
  const sends = actions.flatMap((action, index) =>
    reply.effects(action, {
      rule: { id: routed.origin.id, name: "" },
      message: routed.message,
      account: { ...routed.account, channel },
      // The webhook knows its words: braces in them are no variables.
      render: (text) => text,
      senderName: () => UNNAMED,
      choose: (count) => Number.parseInt(sha256Hex(routed.id, String(index)).slice(0, 12), 16) % count,
    }),
  );
  const said = sends.flatMap((effect) => (effect.type === "send" ? [effect] : []));
  const [fault] = said.flatMap(({ content }) => contentFaultsOn(channel, content));
  if (fault) return { fault: fault.message };
  const commands = said
    .flatMap(({ to, content }) => contentsOn(channel, content).map((part) => ({ to, part })))
    .map(({ to, part }, ordinal) => commandOf(routed, to, part, ordinal));
  if (commands.some(({ to }) => to === "")) return { fault: "the message belongs to no conversation" };
  if (commands.length > MAX_COMMANDS_AN_ANSWER)
    return { fault: `${commands.length} messages; ${MAX_COMMANDS_AN_ANSWER} are allowed` };
  return { commands };
}

function commandOf(routed: RoutedMessage, to: string, content: Content, ordinal: number): OutboundCommand {
  const { id, at, message, account } = routed;
  const windowUntil = answerableUntil(account.channel ?? DEFAULT_CHANNEL, message, to, at);
  return {
    id: commandId(id, "webhook", ordinal),
    generation: 0,
    appId: message.appId,
    to,
    content,
    notAfter: at + REPLY_LIFETIME,
    createdAt: at,
    ...(windowUntil === undefined ? {} : { windowUntil }),
    origin: { deliveryId: id },
  };
}

function parsed(body: string): unknown {
  try {
    return parseJson(body);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
