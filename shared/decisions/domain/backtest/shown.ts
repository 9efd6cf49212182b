import { cutText } from "../../../kernel/domain/well-formed.ts";
import type { InboundMessage } from "../../../messages/domain/inbound-message.ts";
import { wordsIn } from "../../../messages/domain/kinds.ts";
import type { Decision } from "../decision.ts";
import { deedsBesideSending } from "./verdict.ts";

/** Characters that are shown of a text. */
const SHOWN = 300;

/** Rules that are shown of a decision. */
const MOST_RULES = 100;

/** A decision as it is shown: long texts and lists cut. */
export type ShownDecision = {
  readonly rules: readonly string[];
  readonly sends: readonly { readonly appId: string; readonly to: string; readonly content: unknown }[];
  /** What it does beside sending, by name. */
  readonly others: readonly string[];
  /** Ids of the broadcasts that the decision starts. */
  readonly broadcasts: readonly string[];
  /** Ids of the broadcasts that it starts and that a send lock keeps from the recipient. */
  readonly withheld: readonly string[];
  readonly flags: readonly string[];
};

export function shownDecision(decision: Decision, withheld: readonly string[]): ShownDecision {
  return {
    rules: decision.rules.slice(0, MOST_RULES),
    sends: decision.commands.map(({ appId, to, content }) => ({ appId, to, content: cut(content) })),
    others: deedsBesideSending(decision).map(([name]) => name),
    broadcasts: (decision.deliveries ?? []).flatMap(({ target }) =>
      target.type === "broadcast" ? [target.broadcast] : [],
    ),
    withheld,
    flags: decision.flags,
  };
}

/** The words of a message as they are shown; undefined for kinds without words. */
export function shownText(message: InboundMessage): string | undefined {
  const words = wordsIn(message);
  return words === undefined ? undefined : shortened(words);
}

function cut(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (_name, part: unknown) => (typeof part === "string" ? shortened(part) : part)),
  );
}

function shortened(text: string): string {
  return text.length <= SHOWN ? text : `${cutText(text, SHOWN)}…`;
}
