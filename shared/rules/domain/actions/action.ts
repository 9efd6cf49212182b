import type * as z from "zod";
import type { Account } from "../../../accounts/domain/account.ts";
import type { Channel } from "../../../accounts/domain/channel.ts";
import type { AskAi } from "../../../ai/domain/task.ts";
import type { SessionEdit } from "../../../conversations/domain/session-draft.ts";
import type { DeliveryTarget } from "../../../deliveries/domain/delivery.ts";
import type { Content } from "../../../messages/domain/content.ts";
import type { ContentFault } from "../../../messages/domain/content-faults.ts";
import type { InboundMessage } from "../../../messages/domain/inbound-message.ts";

/** The message, account and rule that an action works with. */
export type ActionContext = {
  readonly rule: { readonly id: string; readonly name: string };
  readonly message: InboundMessage;
  readonly account: Pick<Account, "appId" | "wxid" | "name" | "tags" | "channel">;
  /** Replaces the variables of a text by values; with `mentioning`, people are written as the mention `{@wxid}`. */
  render(template: string, mentioning?: "mentioning"): string;
  /** The name of the person who wrote, or what texts call a person without a known name. */
  senderName(): string;
  /** Chooses from 0 to `count - 1`; the same message, rule and action always give the same number. */
  choose(count: number): number;
};

/** One thing that an action wants done. */
export type Effect =
  | { readonly type: "send"; readonly appId: string; readonly to: string; readonly content: Content }
  /** Delivers the message to a target outside; `as`: the type of the delivery. */
  | {
      readonly type: "deliver";
      readonly target: DeliveryTarget;
      readonly as: string;
      readonly data?: Readonly<Record<string, string>>;
    }
  | { readonly type: "note"; readonly note: string }
  | { readonly type: "ask-ai"; readonly ask: AskAi }
  | { readonly type: "session"; readonly edit: SessionEdit }
  /**
   * Pauses automation in the conversation for so many minutes; `note` is for the operators. `transfer`: the person goes
   * to WeChat's own console, where the answer to a callback can say so.
   */
  | {
      readonly type: "hand-over";
      readonly minutes: number;
      readonly note: string;
      readonly transfer?: { readonly agent?: string };
    }
  /** Flags the decision for operators. */
  | { readonly type: "flag"; readonly flag: string }
  /** Gives the sender a tag, or takes it away. */
  | { readonly type: "tag"; readonly tag: string; readonly on: boolean }
  /** Notes that the sender has done a step; only the first time counts. */
  | { readonly type: "step"; readonly step: string };

/** A text that may have variables, and its path in the action. */
export type Template = { readonly path: string; readonly text: string };

/** A content that the action sends, and its path in the action. */
export type SaidContent = { readonly path: string; readonly content: Content };

/** A kind of action: one file that exports one of these, and one line in `registry.ts`. */
export type ActionType<S extends z.ZodType<{ readonly type: string }> = z.ZodType<{ readonly type: string }>> = {
  /** A strict object with the literal `type`. */
  readonly schema: S;
  /** The effects of the action, in order; pure. */
  effects(action: z.output<S>, context: ActionContext): readonly Effect[];
  /**
   * The values, by name, and the step that it sets. Types that have this change the session, which is then read first.
   */
  setsInSession?(action: z.output<S>): { readonly values: readonly string[]; readonly step?: string | undefined };
  /** The action's texts with variables. */
  templates?(action: z.output<S>): readonly Template[];
  /** Whether it asks for the sender's name, beside its texts: a quote shows it. */
  asksSenderName?(action: z.output<S>): boolean;
  /** The contents that it sends, variables unfilled, for checks of what the rule's accounts can send. */
  contents?(action: z.output<S>): readonly SaidContent[];
  /** The channels whose accounts can do it; all of them unless given. */
  readonly channels?: readonly Channel[];
  /** Faults that the schema cannot see; rules with faults are not published. */
  faults?(action: z.output<S>): readonly ContentFault[];
};

/** Ties the functions of an action to its schema. */
export function actionType<S extends z.ZodType<{ readonly type: string }>>(type: ActionType<S>): ActionType<S> {
  return type;
}
