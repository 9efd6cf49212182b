import { randomUUID } from "node:crypto";
import * as z from "zod";
import { LOCAL_IDENTITY } from "../aws/identity.ts";

/** One entry of PutEvents; what is missing is an error of that entry, not of the call. */
export const entrySchema = z.object({
  Source: z.string().optional(),
  DetailType: z.string().optional(),
  Detail: z.string().optional(),
  EventBusName: z.string().optional(),
  Resources: z.array(z.string()).optional(),
  /** Epoch seconds, or ISO 8601. */
  Time: z.union([z.number(), z.string()]).optional(),
});
export type Entry = z.infer<typeof entrySchema>;

/** An event as JSON text: `detail` is kept as it came, so that 64-bit numbers stay whole. */
export type EventText = { id: string; text: string };

/** A malformed entry, in the words of AWS. */
export class EntryError extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.name = "EntryError";
    this.code = code;
  }
}

/** Bytes that AWS counts for an entry: 14 for its time, and its texts in UTF-8. */
export function entrySize({ Source = "", DetailType = "", Detail = "", Resources = [], Time }: Entry): number {
  const texts = [Source, DetailType, Detail, ...Resources];
  return (Time === undefined ? 0 : 14) + texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
}

/** Wraps an entry in AWS's envelope; throws `EntryError`. `now` in epoch milliseconds. */
export function eventOfEntry(entry: Entry, now: number): EventText {
  const { Source, DetailType, Detail, Resources, Time } = entry;
  if (!Source) throw missing("Source");
  if (!DetailType) throw missing("DetailType");
  if (Detail === undefined) throw missing("Detail");
  if (Source.startsWith("aws.")) {
    throw new EntryError("NotAuthorizedForSourceException", "Not authorized for the source.");
  }
  if (!isJsonObject(Detail)) throw new EntryError("MalformedDetail", "Detail is malformed.");
  const time = Time === undefined ? now : typeof Time === "number" ? Time * 1000 : Date.parse(Time);
  if (Number.isNaN(time)) throw new EntryError("InvalidArgument", "Parameter Time is not valid.");
  return envelope({ source: Source, detailType: DetailType, time, resources: Resources ?? [], detail: Detail });
}

/** What a schedule sends when it runs. `time` in epoch milliseconds. */
export function scheduledEvent(ruleArn: string, time: number): EventText {
  return envelope({ source: "aws.events", detailType: "Scheduled Event", time, resources: [ruleArn], detail: "{}" });
}

function envelope(event: {
  source: string;
  detailType: string;
  time: number;
  resources: string[];
  detail: string;
}): EventText {
  const id = randomUUID();
  const head = JSON.stringify({
    version: "0",
    id,
    "detail-type": event.detailType,
    source: event.source,
    account: LOCAL_IDENTITY.accountId,
    time: new Date(event.time).toISOString().replace(/\.\d{3}Z$/, "Z"),
    region: LOCAL_IDENTITY.region,
    resources: event.resources,
  });
  return { id, text: `${head.slice(0, -1)},"detail":${event.detail}}` };
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value);
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

function missing(name: string): EntryError {
  return new EntryError("InvalidArgument", `Parameter ${name} is not valid. Reason: ${name} is a required argument.`);
}
