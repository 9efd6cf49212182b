import * as z from "zod";
import { head, person, words, xml } from "./head.ts";

/** A preview that came inside the callback, base64 (JPEG). */
const thumbnail = { thumbnail: z.string().optional() };
/** Bytes. */
const bytes = z.number().optional();

/** Of an Official Account: WeChat's `media_id`, by which the file can be fetched for three days. */
const media = { mediaId: z.string().optional() };

/** Texts, pictures, recordings, places and people. */
export const mediaKinds = [
  z.object({
    kind: z.literal("text"),
    ...head,
    text: z.string(),
    ...words,
    /** Of an Official Account: the id of the entry that the person tapped in a menu of answers. */
    menuId: z.string().optional(),
  }),
  z.object({
    kind: z.literal("image"),
    ...head,
    ...xml,
    ...thumbnail,
    ...media,
    /** Of an Official Account: where the picture lies. */
    url: z.string().optional(),
    length: bytes,
    md5: z.string(),
  }),
  z.object({
    kind: z.literal("voice"),
    ...head,
    ...xml,
    durationMs: z.number().optional(),
    length: bytes,
    /** The recording itself, SILK in base64, when it was short enough to come along. */
    buffer: z.string().optional(),
    ...media,
    /** Of an Official Account: `amr`, `speex`. */
    format: z.string().optional(),
    /** Of an Official Account with speech recognition: the words. */
    recognition: z.string().optional(),
  }),
  z.object({
    kind: z.literal("video"),
    ...head,
    ...xml,
    ...thumbnail,
    ...media,
    /** Of an Official Account: the preview's `media_id`. */
    thumbMediaId: z.string().optional(),
    durationSeconds: z.number().optional(),
    length: bytes,
    md5: z.string(),
  }),
  z.object({ kind: z.literal("emoji"), ...head, ...xml, md5: z.string(), size: bytes, url: z.string() }),
  z.object({
    kind: z.literal("location"),
    ...head,
    ...xml,
    latitude: z.number().optional(),
    longitude: z.number().optional(),
    /** The address. */
    label: z.string(),
    /** The place's name. */
    name: z.string(),
  }),
  z.object({
    kind: z.literal("card"),
    ...head,
    ...xml,
    ...person.shape,
    alias: z.string(),
    avatarUrl: z.string(),
    /** The ticket (`v4_…`) for a friend request to this person. */
    v4: z.string(),
  }),
  z.object({
    kind: z.literal("friend-request"),
    ...head,
    ...xml,
    fromWxid: z.string(),
    nickname: z.string(),
    /** What the person wrote. */
    content: z.string(),
    /** `v3`, `v4` and `scene` are what accepting the request takes. */
    v3: z.string(),
    v4: z.string(),
    scene: z.number().optional(),
    avatarUrl: z.string(),
  }),
] as const;

const webPage = { title: z.string(), description: z.string(), url: z.string(), thumbUrl: z.string() };
const attachment = { title: z.string(), extension: z.string(), size: bytes, md5: z.string() };

/** What WeChat calls app messages: pages, files, mini programs, quotes, money. */
export const appMessageKinds = [
  z.object({ kind: z.literal("link"), ...head, ...xml, ...webPage, source: z.string() }),
  /** `url` is what joining takes. */
  z.object({ kind: z.literal("group-invitation"), ...head, ...xml, ...webPage }),
  z.object({ kind: z.literal("file"), ...head, ...xml, ...attachment }),
  /** The sender is still uploading: nothing to download until the `file` of the same name. */
  z.object({ kind: z.literal("file-announced"), ...head, ...xml, ...attachment }),
  z.object({
    kind: z.literal("mini-program"),
    ...head,
    ...xml,
    title: z.string(),
    displayName: z.string(),
    /** The mini program's own appid (`wx…`), not the account's. */
    miniAppId: z.string(),
    username: z.string(),
    pagePath: z.string(),
    iconUrl: z.string(),
    coverUrl: z.string().optional(),
  }),
  z.object({
    kind: z.literal("video-channel"),
    ...head,
    ...xml,
    /** 64-bit, decimal digits. */
    objectId: z.string(),
    objectNonceId: z.string(),
    username: z.string(),
    nickname: z.string(),
    avatarUrl: z.string(),
    description: z.string(),
    feedType: z.number().optional(),
    url: z.string(),
    thumbUrl: z.string(),
    coverUrl: z.string(),
    width: z.number().optional(),
    height: z.number().optional(),
    durationSeconds: z.number().optional(),
  }),
  z.object({
    kind: z.literal("quote"),
    ...head,
    ...xml,
    text: z.string(),
    ...words,
    quoted: z.object({
      /** `NewMsgId` of the quoted message; empty when the vendor left it out. */
      id: z.string(),
      /** `MsgType` of the quoted message. */
      type: z.number().optional(),
      sender: z.string(),
      displayName: z.string(),
      /** Text, or XML for the other types. */
      content: z.string(),
      /** The same as people read it: `[链接]秋季新品`; left out in messages that are older than the field. */
      shown: z.string().optional(),
    }),
  }),
  z.object({
    kind: z.literal("transfer"),
    ...head,
    ...xml,
    /** With its currency sign, as shown: `￥0.10`. */
    feeText: z.string(),
    transferId: z.string(),
    transactionId: z.string(),
    memo: z.string(),
    /** 1 sent, 3 accepted, 4 returned. */
    paySubtype: z.number().optional(),
    payer: z.string(),
    receiver: z.string(),
  }),
  z.object({
    kind: z.literal("red-packet"),
    ...head,
    ...xml,
    /** The sender's wish. */
    title: z.string(),
    scene: z.string(),
    url: z.string(),
    /** The vendor's id of the packet. */
    payMsgId: z.string(),
  }),
] as const;
