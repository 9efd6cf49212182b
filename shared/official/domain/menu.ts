import * as z from "zod";

const name = z.string().min(1);

/** What an entry of a menu needs, by its type. */
const leaf = z.discriminatedUnion("type", [
  z.looseObject({ name, type: z.literal("view"), url: name.max(1024) }),
  z.looseObject({ name, type: z.literal("miniprogram"), url: name.max(1024), appid: name, pagepath: name }),
  z.looseObject({ name, type: z.literal("media_id"), media_id: name }),
  z.looseObject({ name, type: z.literal("view_limited"), media_id: name }),
  z.looseObject({ name, type: z.literal("article_id"), article_id: name }),
  z.looseObject({ name, type: z.literal("article_view_limited"), article_id: name }),
  z.looseObject({
    name,
    type: z.enum([
      "click",
      "scancode_push",
      "scancode_waitmsg",
      "pic_sysphoto",
      "pic_photo_or_album",
      "pic_weixin",
      "location_select",
    ]),
    key: name.max(128),
  }),
]);
const folder = z.strictObject({ name, sub_button: z.array(leaf).min(1).max(5) });

/** The entries of an Official Account's menu (自定义菜单), in WeChat's own words: up to 3, each with up to 5 below it. */
export const menuButtonsSchema = z
  .array(z.union([folder, leaf]))
  .min(1)
  .max(3);

/** Who sees a conditional menu; at least one member. WeChat no longer matches by sex, place or language. */
export const matchRuleSchema = z
  .looseObject({
    tag_id: z.union([z.string(), z.int()]).optional(),
    client_platform_type: z.union([z.string(), z.int()]).optional(),
  })
  .refine((rule) => Object.keys(rule).length > 0, "name at least one of tag_id, client_platform_type");

export type MenuButtons = z.infer<typeof menuButtonsSchema>;
export type MatchRule = z.infer<typeof matchRuleSchema>;

/** A button as WeChat tells it: which members it has depends on its type. */
export type ToldButton = { readonly [member: string]: unknown; readonly name: string };

/** An account's menu as WeChat has it. `buttons` is empty where there is no menu. */
export type AccountMenu = {
  readonly buttons: readonly ToldButton[];
  readonly conditional: readonly {
    readonly id: string;
    readonly buttons: readonly ToldButton[];
    readonly matchRule: Readonly<Record<string, unknown>>;
  }[];
};
