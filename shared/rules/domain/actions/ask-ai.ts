import * as z from "zod";
import { textContent } from "../../../messages/domain/forwarding.ts";
import { actionType } from "./action.ts";
import { quotedBy } from "./quoted.ts";

const schema = z
  .strictObject({
    type: z.literal("ask-ai"),
    /**
     * Added to the account's system prompt for this rule's questions. It has no variables, so that texts of users do not
     * get among the instructions.
     */
    prompt: z.string().trim().min(1).max(4000).optional(),
    /** Sent where the AI gives no answer; the account's fallback where left out. */
    fallback: z.string().trim().min(1).max(2000).optional(),
    /** Mentions the asker where the question came in a group. */
    mention: z.literal(true).optional(),
    /** The answer quotes the question, where the channel and the message allow it. */
    quote: z.literal(true).optional(),
  })
  .refine(({ mention, quote }) => !(mention && quote), {
    path: ["quote"],
    message: "a text that quotes cannot mention people: choose one of the two",
  });

/** Has a text answered by the AI. A message is asked about once, even if several matching rules ask. */
export const askAi = actionType({
  schema,
  effects: ({ prompt, fallback, mention, quote }, context) => {
    const quoted = quote ? quotedBy(context) : undefined;
    const ask = {
      ...(prompt === undefined ? {} : { prompt }),
      ...(fallback === undefined ? {} : { fallback: textContent(context.render(fallback)).text }),
      ...(mention ? { mention } : {}),
      ...(quoted ? { quote: quoted } : {}),
    };
    return [{ type: "ask-ai", ask }];
  },
  asksSenderName: ({ quote }) => quote === true,
  templates: ({ fallback }) => (fallback === undefined ? [] : [{ path: "fallback", text: fallback }]),
});
