import * as z from "zod";
import { pageUrlSchema } from "../media-url.ts";

/** Fields of one message. */
const MOST_FIELDS = 30;

/** Characters that a value may have on its way; each field takes fewer (`valueFault`). */
export const VALUE_ROOM = 1000;

const id = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, "a template's id has 1 to 64 letters, digits, '_' or '-'");
const path = z.string().trim().min(1).max(1024);

const field = z.strictObject({
  value: z.string().max(VALUE_ROOM),
  /** `#RRGGBB`. WeChat takes it and may not show it. */
  color: z
    .string()
    .regex(/^#[0-9A-Fa-f]{6}$/, "a colour is written #RRGGBB")
    .optional(),
});

/** The values by the template's keys: `thing1`, or `first` and `keyword1` of older templates. */
const data = z
  .record(z.string().regex(/^[A-Za-z]\w{0,63}$/, "a template's key has letters, digits and '_'"), field)
  .refine((fields) => Object.keys(fields).length > 0, "a template has one field at least")
  .refine((fields) => Object.keys(fields).length <= MOST_FIELDS, `a template has at most ${MOST_FIELDS} fields`);

/** The mini program that the message opens. */
const miniProgram = z.strictObject({
  miniAppId: z.string().regex(/^wx[A-Za-z0-9_]{1,40}$/, "a mini program's appid begins with wx"),
  pagePath: path.optional(),
});

/** Messages by a template of the account's: they need no open window. */
export const pushTypes = [
  /** A template message of a service account. Where it has both `url` and `miniProgram`, WeChat opens the latter. */
  z.strictObject({
    type: z.literal("template"),
    templateId: id,
    data,
    url: pageUrlSchema.optional(),
    miniProgram: miniProgram.optional(),
  }),
  /** A message that the person agreed to get once. `page`: a URL at an Official Account, a path at a mini program. */
  z.strictObject({
    type: z.literal("subscription"),
    templateId: id,
    data,
    page: path.optional(),
    /** Of an Official Account. */
    miniProgram: miniProgram.optional(),
    /** Of a mini program: which version of it opens. */
    miniProgramState: z.enum(["developer", "trial", "formal"]).optional(),
    /** Of a mini program. */
    lang: z.enum(["zh_CN", "en_US", "zh_HK", "zh_TW"]).optional(),
  }),
] as const;

export type PushContent = z.infer<(typeof pushTypes)[number]>;
export type PushType = PushContent["type"];

/** Whether a content goes out by a template, past the customer service and its windows. */
export function isPush(content: { readonly type: string }): content is PushContent {
  return content.type === "template" || content.type === "subscription";
}
