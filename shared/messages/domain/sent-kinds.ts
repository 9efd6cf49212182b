import * as z from "zod";
import type { MessageKind } from "./inbound-message.ts";

/** What a person sends: all kinds but notices and events. */
export const SENT_KINDS = [
  "text",
  "quote",
  "image",
  "voice",
  "video",
  "emoji",
  "location",
  "card",
  "link",
  "file",
  "mini-program",
  "video-channel",
  "transfer",
  "red-packet",
  "group-invitation",
  "friend-request",
  "group-announcement",
] as const satisfies readonly MessageKind[];

/** Any of these, whatever is in it. */
export const kindsSchema = z.array(z.enum(SENT_KINDS)).min(1).max(SENT_KINDS.length);

/** Whether a kind is one that a person sends. */
export function isSent(kind: string): boolean {
  return (SENT_KINDS as readonly string[]).includes(kind);
}
