import * as z from "zod";
import type { Account } from "./account.ts";
import { commandSchema, type OutboundCommand, REPLY_LIFETIME } from "./command.ts";
import { type Content, contentSchema, wxidSchema } from "./content.ts";
import { forwardedContents, textContent } from "./forwarding.ts";
import { commandId } from "./ids.ts";
import type { InboundMessage } from "./inbound-message.ts";
import type { Rule } from "./rule.ts";
import type { CompiledRules } from "./rule-engine.ts";

/** What was decided about one message; stored with it, so that a retry carries out this and nothing else. */
export const decisionSchema = z.object({
  ruleSetVersion: z.int(),
  /** Ids of the rules that matched, in order. */
  rules: z.array(z.string()),
  commands: z.array(commandSchema),
  /** Notes of `log` actions: they go to the function's log. */
  notes: z.array(z.object({ ruleId: z.string(), note: z.string() })),
  /** What a person should know of it: `unknown-account`, `too-many-commands`, `no-ticket`. */
  flags: z.array(z.string()),
});

export type Decision = z.infer<typeof decisionSchema>;

/** Commands that one message may cause; further ones are dropped, and the decision says so. */
export const MAX_COMMANDS = 20;

/**
 * Decides what happens to a message: pure, so that the same message, account and rules always give the same commands
 * with the same ids. An account that is unknown or not registered gets no answers: the message is kept and flagged.
 * What the account itself wrote gets none either.
 */
export function decide(
  source: { envelopeId: string; message: InboundMessage },
  account: Account | undefined,
  rules: CompiledRules,
  now: number,
): Decision {
  const none = { ruleSetVersion: rules.version, rules: [], commands: [], notes: [] };
  if (!account?.registered) return { ...none, flags: ["unknown-account"] };
  const matched = isOwn(source.message, account) ? [] : rules.match(source.message);
  const commands = matched.flatMap((rule) => commandsOf(rule, source, now));
  const flags = matched.some((rule) => lacksTicket(rule, source.message)) ? ["no-ticket"] : [];
  if (commands.length > MAX_COMMANDS) flags.push("too-many-commands");
  return {
    ruleSetVersion: rules.version,
    rules: matched.map((rule) => rule.id),
    commands: commands.slice(0, MAX_COMMANDS),
    notes: matched.flatMap(notesOf),
    flags,
  };
}

function isOwn({ fromSelf, sender, wxid }: InboundMessage, account: Account): boolean {
  return fromSelf || (sender !== "" && (sender === wxid || sender === account.wxid));
}

function notesOf(rule: Rule): Decision["notes"] {
  return rule.actions.flatMap((action) =>
    action.type === "log" ? [{ ruleId: rule.id, note: action.note ?? rule.name }] : [],
  );
}

function commandsOf(
  rule: Rule,
  { envelopeId, message }: { envelopeId: string; message: InboundMessage },
  now: number,
): OutboundCommand[] {
  const commands: OutboundCommand[] = [];
  const add = (appId: string, to: string, content: Content) =>
    commands.push({
      id: commandId(envelopeId, rule.id, commands.length),
      generation: 0,
      appId,
      to,
      content,
      notAfter: now + REPLY_LIFETIME,
      createdAt: now,
      origin: { envelopeId, ruleId: rule.id },
    });
  for (const action of rule.actions) {
    switch (action.type) {
      case "reply":
        add(message.appId, answeredTo(message), replyOf(action, message));
        break;
      case "accept-friend": {
        const acceptance = acceptanceOf(message);
        if (acceptance) add(message.appId, answeredTo(message), acceptance);
        break;
      }
      case "forward":
        for (const content of forwardedContents(message)) add(action.appId ?? message.appId, action.to, content);
        break;
      case "log":
        break;
      default:
        action satisfies never;
    }
  }
  return commands;
}

type Reply = Extract<Rule["actions"][number], { type: "reply" }>;
type FriendRequest = Extract<InboundMessage, { kind: "friend-request" }>;

/** The conversation; for a friend request, which comes from the system, the person who asks. */
function answeredTo(message: InboundMessage): string {
  return message.kind === "friend-request" ? newFriend(message) : message.conversationId;
}

/** A request without the person's wxid still has the encrypted one, by which the gateway knows him as well. */
function newFriend({ fromWxid, v3, conversationId }: FriendRequest): string {
  return fromWxid || v3 || conversationId;
}

/** A sender whose wxid has an odd form is not mentioned: it could not be told from several. */
function replyOf(reply: Reply, { chat, sender }: InboundMessage): Content {
  const { mention, content = textContent(reply.text ?? "") } = reply;
  if (!mention || chat !== "group" || content.type !== "text" || !wxidSchema.safeParse(sender).success) return content;
  return { ...content, mentions: [...new Set([...(content.mentions ?? []), sender])] };
}

function acceptanceOf(message: InboundMessage): Content | undefined {
  if (message.kind !== "friend-request" || message.v3 === "" || message.v4 === "") return undefined;
  const { v3, v4, scene = 0 } = message;
  const acceptance: Content = { type: "accept-friend", v3, v4, scene };
  return contentSchema.safeParse(acceptance).success ? acceptance : undefined;
}

/** A friend request that a rule wants accepted, without what that takes. */
function lacksTicket({ actions }: Rule, message: InboundMessage): boolean {
  const wanted = message.kind === "friend-request" && actions.some(({ type }) => type === "accept-friend");
  return wanted && acceptanceOf(message) === undefined;
}
