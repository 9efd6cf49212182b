import * as z from "zod";
import { cutText } from "../../kernel/domain/well-formed.ts";
import type { InboundMessage } from "../../messages/domain/inbound-message.ts";
import { wordsIn } from "../../messages/domain/kinds.ts";
import type { Behaviour } from "./behaviour.ts";
import { profileChangeSchema } from "./change.ts";

/** Whether behaviour goes to the event bus, and whether with what people wrote. */
export const BEHAVIOUR_EVENTS = ["off", "on", "with-texts"] as const;
export type BehaviourEvents = (typeof BEHAVIOUR_EVENTS)[number];

/** Characters of a text that an event carries: ten events go in one call, which takes 256 KB. */
const TEXT_LIMIT = 2000;

/**
 * The detail of a `BehaviourRecorded`, and a line of the files in S3. Told at least once: `id` is the same each time.
 */
export const behaviourRecordedSchema = z.object({
  /** Grows with changes that readers have to know of. */
  schema: z.literal(1),
  /** The envelope's. */
  id: z.string(),
  appId: z.string(),
  user: z.string(),
  conversationId: z.string(),
  chat: z.enum(["private", "group"]),
  kind: z.string(),
  /** Epoch ms: when it was sent, and when it was accepted. */
  seenAt: z.number(),
  receivedAt: z.number(),
  /** Ids of the rules that matched. */
  rules: z.array(z.string()),
  ...profileChangeSchema.pick({ tags: true, steps: true, scene: true }).shape,
  /** Only where a deployment asks for texts; the first 2,000 characters. */
  text: z.string().exactOptional(),
});

export type BehaviourRecorded = z.infer<typeof behaviourRecordedSchema>;

export function behaviourRecorded(
  { id, appId, conversationId, kind, seenAt, receivedAt, rules, change }: Behaviour,
  message: InboundMessage,
  events: BehaviourEvents,
): BehaviourRecorded {
  const { user, act: _act, ...changed } = change;
  const text = events === "with-texts" ? textOf(message) : undefined;
  return {
    schema: 1,
    id,
    appId,
    user,
    conversationId,
    chat: message.chat,
    kind,
    seenAt,
    receivedAt,
    rules: [...rules],
    ...changed,
    ...(text === undefined ? {} : { text }),
  };
}

function textOf(message: InboundMessage): string | undefined {
  const words = wordsIn(message);
  return words === undefined ? undefined : cutText(words, TEXT_LIMIT);
}
