import type * as z from "zod";
import type { Account } from "../../../accounts/domain/account.ts";
import type { AskAi } from "../../../ai/domain/task.ts";
import type { SessionEdit } from "../../../conversations/domain/session-draft.ts";
import type { DeliveryTarget } from "../../../deliveries/domain/delivery.ts";
import type { Content } from "../../../messages/domain/content.ts";
import type { ContentFault } from "../../../messages/domain/content-faults.ts";
import type { InboundMessage } from "../../../messages/domain/inbound-message.ts";

/** What an action works with. */
export type ActionContext = {
  readonly rule: { readonly id: string; readonly name: string };
  readonly message: InboundMessage;
  readonly account: Pick<Account, "appId" | "wxid" | "name" | "tags">;
  /** Puts values for the variables of a text; `mentioning`: people who are mentioned in it stand there as `{@wxid}`. */
  render(template: string, mentioning?: "mentioning"): string;
  /** One of so many, 0 to `count - 1`: the same for the same message, rule and action each time. */
  choose(count: number): number;
};

/** What comes of an action. */
export type Effect =
  | { readonly type: "send"; readonly appId: string; readonly to: string; readonly content: Content }
  /** Something for a target outside; `as`: the type under which it gets there. */
  | {
      readonly type: "deliver";
      readonly target: DeliveryTarget;
      readonly as: string;
      readonly data?: Readonly<Record<string, string>>;
    }
  | { readonly type: "note"; readonly note: string }
  | { readonly type: "ask-ai"; readonly ask: AskAi }
  | { readonly type: "session"; readonly edit: SessionEdit }
  /** Automation is silent in the conversation for so long; `note` is for the operators. */
  | { readonly type: "hand-over"; readonly minutes: number; readonly note: string }
  /** What a person should know of the decision. */
  | { readonly type: "flag"; readonly flag: string }
  /** The sender has the tag from now on, or has it no more. */
  | { readonly type: "tag"; readonly tag: string; readonly on: boolean }
  /** The sender has done something that is done once. */
  | { readonly type: "step"; readonly step: string };

/** A text that may have variables, and its path in the action. */
export type Template = { readonly path: string; readonly text: string };

/** A content that is said, and its path in the action. */
export type SaidContent = { readonly path: string; readonly content: Content };

/** A kind of action: one file that makes one of these, and one line in `registry.ts`. */
export type ActionType<S extends z.ZodType<{ readonly type: string }> = z.ZodType<{ readonly type: string }>> = {
  /** A strict object with the literal `type`. */
  readonly schema: S;
  /** What comes of it, in order; pure. */
  effects(action: z.output<S>, context: ActionContext): readonly Effect[];
  /** The values, by name, and the step that it sets. Types that have this change the session, which is then read first. */
  setsInSession?(action: z.output<S>): { readonly values: readonly string[]; readonly step?: string | undefined };
  /** Its texts with variables. */
  templates?(action: z.output<S>): readonly Template[];
  /** What it says as far as the rule alone tells, variables unfilled: not every account can send everything. */
  contents?(action: z.output<S>): readonly SaidContent[];
  /** Official Accounts know nothing of the kind. */
  readonly personalOnly?: true;
  /** What the schema cannot see; judged when rules are published. */
  faults?(action: z.output<S>): readonly ContentFault[];
};

/** Ties the functions of an action to its schema. */
export function actionType<S extends z.ZodType<{ readonly type: string }>>(type: ActionType<S>): ActionType<S> {
  return type;
}
