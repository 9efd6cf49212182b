import * as z from "zod";
import { head, person, xml } from "./head.ts";

/** What apps, and WeChat's own parts, share as a page: the texts that a chat shows of it. */
const share = { title: z.string(), description: z.string(), url: z.string() };

/** One message in a forwarded record. What WeChat leaves out is empty. */
const recordItem = z.object({
  /** How deep it lies: 0 in the record itself, 1 in a record that it holds. */
  depth: z.number(),
  /** Who said it, by the name that the record shows. */
  name: z.string(),
  /** When, as the record shows it: `2026-7-5 10:11`. */
  time: z.string(),
  /** The vendor's number of what it is: 1 a text, 2 a picture, 17 a record. */
  type: z.number().optional(),
  /** What was said, or what came in its place: `[图片]`. */
  text: z.string(),
});

/** The messages of a record, those of nested ones behind the one that holds them. */
const record = { items: z.array(recordItem) };

/** What people share and send beside messages of their own. */
export const shareKinds = [
  /** A text that an app shares. */
  z.object({ kind: z.literal("app-text"), ...head, ...xml, text: z.string(), source: z.string() }),
  /** A list to which the members of a group add themselves (接龙), whole each time. */
  z.object({ kind: z.literal("solitaire"), ...head, ...xml, text: z.string() }),
  /** `description`: mostly the artist. `dataUrl`: the sound. */
  z.object({ kind: z.literal("music"), ...head, ...xml, ...share, dataUrl: z.string(), source: z.string() }),
  z.object({ kind: z.literal("video-share"), ...head, ...xml, ...share, source: z.string() }),
  z.object({ kind: z.literal("note"), ...head, ...xml, title: z.string(), description: z.string(), ...record }),
  /** Messages of another chat, forwarded together. */
  z.object({ kind: z.literal("chat-record"), ...head, ...xml, title: z.string(), description: z.string(), ...record }),
  /** A person begins to share where the phone is. */
  z.object({ kind: z.literal("realtime-location"), ...head, ...xml, title: z.string() }),
  /** The card of a video channel. */
  z.object({ kind: z.literal("channel-card"), ...head, ...xml, ...person.shape, avatarUrl: z.string() }),
  /** A live broadcast of a video channel. */
  z.object({
    kind: z.literal("live"),
    ...head,
    ...xml,
    ...person.shape,
    /** 64-bit, decimal digits. */
    liveId: z.string(),
    description: z.string(),
    coverUrl: z.string(),
  }),
  z.object({ kind: z.literal("red-packet-cover"), ...head, ...xml, title: z.string(), description: z.string() }),
  /** The card of a person in WeCom; `username` ends in `@openim`. */
  z.object({
    kind: z.literal("wecom-card"),
    ...head,
    ...xml,
    ...person.shape,
    company: z.string(),
    avatarUrl: z.string(),
  }),
  /** A voice or video call, as far as a chat shows it. */
  z.object({
    kind: z.literal("call"),
    ...head,
    ...xml,
    /** Empty where the vendor does not say. */
    media: z.enum(["voice", "video", ""]),
    /** What the chat shows: `通话时长 00:33`, `对方已取消`. */
    text: z.string(),
  }),
] as const;
