import { hash } from "node:crypto";

/** SHA-256 of the parts as lower-case hex; parts are separated so that ("a","bc") and ("ab","c") differ. */
export function sha256Hex(...parts: readonly string[]): string {
  return hash("sha256", parts.join("\n"));
}

/** The SQS deduplication id of an inbound message: 64 hex characters (SQS allows 128). */
export function inboundDeduplicationId(appId: string, dedupKey: string): string {
  return sha256Hex(appId, dedupKey);
}

/** A command's id: the same source, rule and ordinal always give the same one. */
export function commandId(source: string, rule: string, ordinal: number): string {
  return `cmd_${sha256Hex(source, rule, String(ordinal)).slice(0, 32)}`;
}
