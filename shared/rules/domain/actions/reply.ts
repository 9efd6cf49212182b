import * as z from "zod";
import { answeredTo } from "../../../messages/domain/answered-to.ts";
import {
  type Content,
  type MessageContent,
  MOST_MENTIONS,
  messageContentSchema,
  wxidSchema,
} from "../../../messages/domain/content.ts";
import { contentFaults } from "../../../messages/domain/content-faults.ts";
import { textContent } from "../../../messages/domain/forwarding.ts";
import type { InboundMessage } from "../../../messages/domain/inbound-message.ts";
import { newNames, newWxids } from "../../../messages/domain/new-members.ts";
import { textsIn, withTexts } from "../../../messages/domain/templates/texts.ts";
import { quotingContent } from "../../../messages/domain/texts/quoting.ts";
import { type ActionContext, actionType, type Template } from "./action.ts";
import { quotedBy } from "./quoted.ts";

type Part = { readonly text?: string | undefined; readonly content?: MessageContent | undefined };
type Text = Extract<Content, { type: "text" }>;
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
    /** In a group, mentions the sender, or the people who are new in the group, in the first text. */
    mention: z.literal(true).optional(),
    /** The first text quotes the message that it answers, where the channel and the message allow it. */
    quote: z.literal(true).optional(),
  })
  .refine(
    (reply) =>
      [reply.text, reply.content, reply.messages, reply.oneOf].filter((part) => part !== undefined).length === 1,
    "either text or content is needed, or several in messages or oneOf",
  )
  .refine((reply) => !reply.mention || partsOf(reply).some(isText), {
    path: ["mention"],
    message: "only a text can mention people",
  })
  .refine((reply) => !reply.quote || partsOf(reply).some(isText), {
    path: ["quote"],
    message: "only a text can quote a message",
  })
  .refine((reply) => !(reply.quote && reply.mention), {
    path: ["quote"],
    message: "a text that quotes cannot mention people: choose one of the two",
  });

/** Answers in the conversation. */
export const reply = actionType({
  schema,
  effects: (action, context) => {
    const parts = action.oneOf ? [action.oneOf[context.choose(action.oneOf.length)] ?? {}] : partsOf(action);
    const { message } = context;
    let mentions = action.mention === true && message.chat === "group";
    let quoted = action.quote ? quotedBy(context) : undefined;
    const contents = parts.flatMap((part) => {
      const content = rendered(part, context, mentions);
      if (quoted && content?.type === "text" && !content.mentions?.length) {
        const quoting = quotingContent(content.text, quoted);
        quoted = undefined;
        return quoting;
      }
      if (!mentions || content?.type !== "text") return content ?? [];
      mentions = false;
      return withMention(content, message);
    });
    return contents.map((content) => ({ type: "send", appId: message.appId, to: answeredTo(message), content }));
  },
  asksSenderName: ({ quote }) => quote === true,
  templates: (action) =>
    placesOf(action).flatMap(({ path, part }): Template[] => {
      if (part.text !== undefined) return [{ path: `${path}text`, text: part.text }];
      return part.content
        ? textsIn(part.content).map((found) => ({ ...found, path: `${path}content.${found.path}` }))
        : [];
    }),
  contents: (action) =>
    placesOf(action).map(({ path, part }) =>
      part.content
        ? { path: `${path}content`, content: part.content }
        : { path: `${path}text`, content: textContent(part.text ?? "") },
    ),
  faults: (action) =>
    placesOf(action).flatMap(({ path, part }) =>
      contentFaults(part.content ?? textContent(part.text ?? ""), { unfilled: true }).map((fault) => ({
        ...fault,
        path: `${path}content${fault.path === "" ? "" : `.${fault.path}`}`,
      })),
    ),
});

function partsOf(action: Parts): readonly Part[] {
  return action.messages ?? action.oneOf ?? [action];
}

/** The parts, each with the path prefix of its fields. */
function placesOf(action: Parts): { readonly path: string; readonly part: Part }[] {
  const list = action.messages ? "messages" : action.oneOf ? "oneOf" : undefined;
  return partsOf(action).map((part, index) => ({ path: list ? `${list}.${index}.` : "", part }));
}

function isText({ text: words, content }: Part): boolean {
  return words !== undefined || content?.type === "text";
}

/** The content to send; undefined where a text is blank after its variables are filled in. */
function rendered(part: Part, { render }: ActionContext, mentioning: boolean): Content | undefined {
  const content = part.content ?? { type: "text", text: part.text ?? "" };
  if (content.type !== "text") return withTexts(content, render);
  const words = textContent(render(content.text, mentioning ? "mentioning" : undefined)).text;
  return words.trim() === "" ? undefined : { ...content, text: words };
}

/**
 * Mentions the sender or the new people. Unknown wxids and those of an odd form are left out: they could be several.
 */
function withMention(content: Text, message: InboundMessage): Text {
  const isJoined = message.kind === "group-joined";
  const wxids = isJoined ? newWxids(message) : [message.sender].filter((wxid) => wxidSchema.safeParse(wxid).success);
  if (wxids.length === 0) return content;
  const mentions = [...new Set([...(content.mentions ?? []), ...wxids])].slice(0, MOST_MENTIONS);
  const names = { ...(isJoined ? newNames(message) : {}), ...content.names };
  return { ...content, mentions, ...(Object.keys(names).length > 0 ? { names } : {}) };
}
