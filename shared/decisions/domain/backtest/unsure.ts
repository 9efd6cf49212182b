/**
 * What a verdict rests on that cannot be known afterwards, by name. docs/publishing-rules.md explains each to
 * operators.
 */
export const UNSURE = [
  /** The account has left the fleet: its name, tags and channel are not known. */
  "account",
  /** The message is from before the version of the routing table was kept with it. */
  "routing",
  /** A pause of automation may have lasted that began before the messages that were read. */
  "pause",
  /** A session may have lasted that began before the messages that were read. */
  "session",
  /** Another account in the group may have been the one to answer. */
  "claim",
  /** A rule may have paused since before the messages that were read. */
  "cooldown",
  /** The person's tags were changed since, and what they were before is inferred. */
  "tags",
  /** The AI was not asked this question. */
  "ai-answer",
  /** The webhook was not asked about this message. */
  "webhook-answer",
  /** The broadcast was changed or removed since. */
  "broadcast",
  /** The recipient has opted out of broadcasts by now, perhaps after the message. */
  "opt-out",
  /** Whether a send lock would still hold depends on when another broadcast was sent. */
  "send-lock",
] as const;

export type Unsure = (typeof UNSURE)[number];
