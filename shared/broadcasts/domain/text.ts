import { localTime } from "../../kernel/domain/active-hours.ts";
import type { MessageContent } from "../../messages/domain/content.ts";
import type { ContentFault } from "../../messages/domain/content-faults.ts";
import { textsIn, withTexts } from "../../messages/domain/templates/texts.ts";
import { variablesIn } from "../../rules/domain/template.ts";

/** What the variables of a broadcast's texts are taken from. */
export type BroadcastValues = {
  /** The person's own nickname; empty where it is not known, and for groups. */
  readonly name: string;
  /** The group's name; empty for people. */
  readonly group: string;
  readonly isGroup: boolean;
  /** The name of the account that sends. */
  readonly account: string;
  /** When the run began, epoch ms. */
  readonly startedAt: number;
};

const ZONE = "Asia/Shanghai";

/** A further variable is one more line. */
const VARIABLES: Readonly<Record<string, (values: BroadcastValues) => string>> = {
  name: ({ name, isGroup }) => (isGroup ? "大家" : name || "朋友"),
  group: ({ group }) => group,
  account: ({ account }) => account,
  date: ({ startedAt }) => localTime(ZONE, startedAt).date,
  time: ({ startedAt }) => localTime(ZONE, startedAt).time,
};

const VARIABLE = /\{\{([^{}]*)\}\}/g;

/**
 * A content with its variables put in, in one pass: braces in a name stay as they are. Texts and the values of templates
 * have variables.
 */
export function renderBroadcast(content: MessageContent, values: BroadcastValues): MessageContent {
  return withTexts(content, (text) =>
    text.replace(VARIABLE, (_placeholder, name: string) => VARIABLES[name.trim()]?.(values) ?? ""),
  );
}

/** Whether a content names its recipient: only then are names looked up. */
export function namesRecipient(content: MessageContent): boolean {
  return textsIn(content)
    .flatMap(({ text }) => variablesIn(text))
    .some((name) => name === "name" || name === "group");
}

/** A fault for each unknown variable of a content. */
export function variableFaults(content: MessageContent): ContentFault[] {
  const known = Object.keys(VARIABLES);
  return textsIn(content).flatMap(({ path, text }) =>
    variablesIn(text)
      .filter((name) => !Object.hasOwn(VARIABLES, name))
      .map((name) => ({ path, message: `nobody knows the variable {{${name}}}; there are ${known.join(", ")}` })),
  );
}
