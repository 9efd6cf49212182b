import * as z from "zod";

/** The largest body of a mini program's request, bytes. Encrypted data of a month of steps has some 4 KB. */
export const MINI_BODY_LIMIT = 131_072;

/** A code of `wx.login` or of a button. */
const codeSchema = z.string().regex(/^[!-~]{1,128}$/, "a code has 1 to 128 visible characters");

const encryptedSchema = z.strictObject({
  encryptedData: z.base64().min(1).max(65_536),
  iv: z.base64().length(24),
});

export const miniLoginSchema = z.strictObject({ code: codeSchema });

export const miniDataSchema = z
  .strictObject({
    ...encryptedSchema.shape,
    /** As the mini program got it, letter by letter. */
    rawData: z.string().max(16_384).exactOptional(),
    signature: z
      .string()
      .regex(/^[0-9a-f]{40}$/, "a signature has 40 hex digits")
      .exactOptional(),
  })
  .refine(({ rawData, signature }) => (rawData === undefined) === (signature === undefined), {
    path: ["signature"],
    message: "comes with rawData, and rawData with it",
  });
export type MiniDataRequest = z.infer<typeof miniDataSchema>;

/** By the code of a button (since 2022), or encrypted as before that. */
export const miniPhoneSchemas = { code: z.strictObject({ code: codeSchema }), encrypted: encryptedSchema };
export type MiniPhoneRequest = z.infer<(typeof miniPhoneSchemas)[keyof typeof miniPhoneSchemas]>;

/** 1 profile, 2 comment, 3 forum, 4 social log. */
const scene = z.int().min(1).max(4);

export const miniCheckSchemas = {
  text: z.strictObject({
    content: z.string().min(1).max(2500),
    scene,
    title: z.string().max(500).exactOptional(),
    nickname: z.string().max(100).exactOptional(),
    signature: z.string().max(500).exactOptional(),
  }),
  /** A file that WeChat fetches itself; its verdict comes later, as an event. */
  media: z.strictObject({
    mediaUrl: z.url({ protocol: /^https$/ }).max(1024),
    mediaType: z.enum(["picture", "recording"]),
    scene,
  }),
};
export type TextCheck = z.infer<typeof miniCheckSchemas.text>;
export type MediaCheck = z.infer<typeof miniCheckSchemas.media>;
export type MiniCheckRequest = TextCheck | MediaCheck;
