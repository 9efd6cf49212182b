import * as z from "zod";
import { MAX_MINUTES } from "../../../conversations/domain/conversation.ts";
import { answeredTo } from "../../../messages/domain/answered-to.ts";
import { textContent } from "../../../messages/domain/forwarding.ts";
import { actionType } from "./action.ts";

const schema = z.strictObject({
  type: z.literal("hand-over"),
  /** Automation is back after so many minutes, or when an operator releases the conversation. */
  minutes: z.int().min(1).max(MAX_MINUTES).default(120),
  /** The text for the customer, which may have variables. */
  notice: z.string().min(1).max(2000).optional(),
  /** The text for the operators; the rule's name where left out. */
  note: z.string().trim().min(1).max(200).optional(),
  /**
   * The callback of an Official Account that answers in its callbacks passes the person on to WeChat's own
   * customer-service console, to one of its agents (such as `kf2001@account`) where one is named.
   */
  transfer: z.strictObject({ agent: z.string().trim().min(1).max(64).exactOptional() }).optional(),
});

/** Leaves the conversation to a person: operators get an event, and no rule answers in it until the pause ends. */
export const handOver = actionType({
  schema,
  effects: ({ minutes, notice, note, transfer }, { rule, message, render }) => {
    const words = notice === undefined ? "" : textContent(render(notice)).text;
    return [
      { type: "hand-over", minutes, note: note ?? rule.name, ...(transfer ? { transfer } : {}) },
      ...(words.trim() === ""
        ? []
        : [
            {
              type: "send" as const,
              appId: message.appId,
              to: answeredTo(message),
              content: { type: "text" as const, text: words },
            },
          ]),
    ];
  },
  templates: ({ notice }) => (notice === undefined ? [] : [{ path: "notice", text: notice }]),
  contents: ({ notice }) => (notice === undefined ? [] : [{ path: "notice", content: textContent(notice) }]),
});
