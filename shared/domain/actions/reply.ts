import * as z from "zod";
import { type Content, type MessageContent, messageContentSchema, wxidSchema } from "../content.ts";
import { contentFaults } from "../content-faults.ts";
import { textContent } from "../forwarding.ts";
import type { InboundMessage } from "../inbound-message.ts";
import { type ActionContext, actionType, type Template } from "./action.ts";
import { answeredTo } from "./answered-to.ts";

type Part = { readonly text?: string | undefined; readonly content?: MessageContent | undefined };
type Parts = Part & { readonly messages?: readonly Part[] | undefined; readonly oneOf?: readonly Part[] | undefined };

const text = z.string().min(1).max(5000);
const several = z
  .array(
    z
      .strictObject({ text: text.optional(), content: messageContentSchema.optional() })
      .refine((part) => (part.text === undefined) !== (part.content === undefined), "either text or content is needed"),
  )
  .min(1)
  .max(10);

const schema = z
  .strictObject({
    type: z.literal("reply"),
    text: text.optional(),
    /** What is sent instead of a text. */
    content: messageContentSchema.optional(),
    /** All of these, in order. */
    messages: several.optional(),
    /** One of these, chosen by the message's id. */
    oneOf: several.optional(),
    /** Mentions the sender where the message came in a group, in the first text. */
    mention: z.literal(true).optional(),
  })
  .refine(
    (reply) =>
      [reply.text, reply.content, reply.messages, reply.oneOf].filter((part) => part !== undefined).length === 1,
    "either text or content is needed, or several in messages or oneOf",
  )
  .refine((reply) => !reply.mention || partsOf(reply).some(isText), {
    path: ["mention"],
    message: "only a text can mention somebody",
  });

/** Answers in the conversation. */
export const reply = actionType({
  schema,
  effects: (action, context) => {
    const parts = action.oneOf ? [action.oneOf[context.choose(action.oneOf.length)] ?? {}] : partsOf(action);
    const contents = parts.flatMap((part) => rendered(part, context));
    const mentioning = action.mention ? contents.findIndex(({ type }) => type === "text") : -1;
    const { message } = context;
    return contents.map((content, index) => ({
      type: "send",
      appId: message.appId,
      to: answeredTo(message),
      content: index === mentioning ? withMention(content, message) : content,
    }));
  },
  templates: (action) =>
    placesOf(action).flatMap(({ path, part }): Template[] => {
      if (part.text !== undefined) return [{ path: `${path}text`, text: part.text }];
      return part.content?.type === "text" ? [{ path: `${path}content.text`, text: part.content.text }] : [];
    }),
  faults: (action) =>
    placesOf(action).flatMap(({ path, part }) =>
      contentFaults(part.content ?? textContent(part.text ?? "")).map((fault) => ({
        ...fault,
        path: `${path}content${fault.path === "" ? "" : `.${fault.path}`}`,
      })),
    ),
});

function partsOf(action: Parts): readonly Part[] {
  return action.messages ?? action.oneOf ?? [action];
}

/** The parts with the path that leads to what is in them. */
function placesOf(action: Parts): { readonly path: string; readonly part: Part }[] {
  const list = action.messages ? "messages" : action.oneOf ? "oneOf" : undefined;
  return partsOf(action).map((part, index) => ({ path: list ? `${list}.${index}.` : "", part }));
}

function isText({ text: words, content }: Part): boolean {
  return words !== undefined || content?.type === "text";
}

/** Nothing where the variables leave nothing to say. */
function rendered(part: Part, { render }: ActionContext): Content[] {
  const content = part.content ?? { type: "text", text: part.text ?? "" };
  if (content.type !== "text") return [content];
  const words = textContent(render(content.text)).text;
  return words.trim() === "" ? [] : [{ ...content, text: words }];
}

/** A sender whose wxid has an odd form is not mentioned: it could not be told from several. */
function withMention(content: Content, { chat, sender }: InboundMessage): Content {
  if (chat !== "group" || content.type !== "text" || !wxidSchema.safeParse(sender).success) return content;
  return { ...content, mentions: [...new Set([...(content.mentions ?? []), sender])] };
}
