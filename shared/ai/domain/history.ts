import { channels } from "../../accounts/domain/channel.ts";
import { answerTexts } from "../../accounts/domain/contents.ts";
import { hasWords, isThing } from "../../messages/domain/kinds.ts";
import { textQuoting } from "../../messages/domain/texts/quoting.ts";
import type { OutboundCommand } from "../../outbound/domain/command.ts";
import type { AiAnswer } from "./answer.ts";
import type { AiTask } from "./task.ts";

/** The parts of a decision that the history reads. */
type Decided = {
  readonly commands: readonly Pick<OutboundCommand, "appId" | "to" | "content">[];
  readonly aiTask?: Pick<AiTask, "origin">;
};

/** A message of a conversation out of the journal, with its decision and the AI's answers. Times in epoch ms. */
export type ConversationLine = {
  readonly envelopeId: string;
  readonly appId: string;
  readonly conversationId: string;
  readonly kind: string;
  readonly sender: string;
  readonly fromSelf: boolean;
  readonly sentAt: number;
  /** The words of a text or a quote. */
  readonly text?: string;
  /** The line by which the AI reads it, where it says more than the text: with what it quotes, or what came. */
  readonly shown?: string;
  readonly decision: Decided;
  readonly answers: readonly AiAnswer[];
};

/**
 * One text of a conversation. `by` is the wxid of the person on the other side; the account's own texts leave it out.
 */
export type Utterance = { readonly by?: string; readonly text: string };

/** Whether a line came after the question: by the vendor's seconds, and within one second by the order of receipt. */
function isAfter(line: ConversationLine, task: AiTask): boolean {
  if (line.sentAt !== task.askedAt) return line.sentAt > task.askedAt;
  return line.envelopeId > task.origin.envelopeId;
}

/** The answer that was kept for a task; undefined before that. */
export function answerIn(lines: readonly ConversationLine[], { id }: AiTask): AiAnswer | undefined {
  for (const { answers } of lines) {
    const answer = answers.find(({ taskId }) => taskId === id);
    if (answer) return answer;
  }
  return undefined;
}

/**
 * Whether a person answered from the account's phone after the question. A gateway may call back what was sent through
 * it, so an own message counts only if its words are not those of a rule or the AI. Own pictures and the like count
 * only if no rule sends such things in the conversation.
 */
export function isAnsweredByPerson(lines: readonly ConversationLine[], task: AiTask): boolean {
  const said = sentTexts(lines);
  const showsThings = lines.some((line) => commandsHere(line).some(({ content }) => textOf(content) === undefined));
  const isPersons = (line: ConversationLine) =>
    line.text === undefined ? isSpoken(line) && !showsThings : !said.has(line.text.trim());
  return lines.some((line) => line.fromSelf && isAfter(line, task) && isPersons(line));
}

/** Whether the same person has asked again since, by the same rule: only the newest question is answered. */
export function isSuperseded(lines: readonly ConversationLine[], task: AiTask): boolean {
  return lines.some(
    (line) =>
      line.decision.aiTask?.origin.ruleId === task.origin.ruleId && line.sender === task.sender && isAfter(line, task),
  );
}

/**
 * What was said before the question, oldest first: at most `limit` utterances, sent at `since` (epoch ms) or later. What
 * users read instead of an answer is no part of it: a model would take it for its own words.
 */
export function historyOf(
  lines: readonly ConversationLine[],
  task: AiTask,
  { limit, since }: { readonly limit: number; readonly since: number },
): Utterance[] {
  const said = sentTexts(lines);
  const before = lines
    .filter((line) => !isAfter(line, task) && line.envelopeId !== task.origin.envelopeId && line.sentAt >= since)
    .toSorted((a, b) => a.sentAt - b.sentAt || (a.envelopeId < b.envelopeId ? -1 : 1));
  const utterances = before.flatMap((line): Utterance[] => {
    const text = line.shown ?? line.text ?? (isSpoken(line) ? `[非文字消息]${line.kind}` : "");
    const echo = line.fromSelf && said.has((line.text ?? text).trim());
    const theirs = text === "" || echo ? [] : [{ ...(isOurs(line) ? {} : { by: line.sender }), text }];
    return [...theirs, ...saidByUs(line).map((ours) => ({ text: ours }))];
  });
  return limit === 0 ? [] : utterances.slice(-limit);
}

/** What rules and the AI said in the conversation in answer to the line. */
function saidByUs(line: ConversationLine): string[] {
  const replies = commandsHere(line).flatMap(({ content }) => textOf(content) ?? []);
  return [...replies, ...line.answers.flatMap(({ outcome }) => (outcome.type === "answer" ? [outcome.text] : []))];
}

/** The words of a text, with or without a quote; undefined for other contents. */
function textOf(content: Decided["commands"][number]["content"]): string | undefined {
  if (content.type === "app") return textQuoting(content.xml);
  return content.type === "text" ? content.text : undefined;
}

/** All texts that went out in answer to the lines, fallbacks included; long answers in the parts that were sent. */
function sentTexts(lines: readonly ConversationLine[]): Set<string> {
  const texts = lines.flatMap((line) => {
    const answers = line.answers.flatMap(({ outcome }) => (outcome.type === "silence" ? [] : [outcome.text]));
    const parts = answers.flatMap((text) => channels.flatMap((channel) => answerTexts(channel, text)));
    return [...saidByUs(line), ...answers, ...parts];
  });
  return new Set(texts.map((text) => text.trim()));
}

function commandsHere({ appId, conversationId, decision }: ConversationLine): Decided["commands"] {
  return decision.commands.filter((command) => command.appId === appId && command.to === conversationId);
}

/** The account said it by its phone. What its phone did, such as a group renamed, WeChat says. */
function isOurs({ kind, fromSelf }: ConversationLine): boolean {
  return fromSelf && (hasWords(kind) || isThing(kind));
}

/** A person sent something that has no words. */
function isSpoken({ kind, sender }: ConversationLine): boolean {
  return sender !== "" && isThing(kind);
}
