import * as z from "zod";
import { aiTaskSchema } from "../../ai/domain/task.ts";
import { answersChangeSchema } from "../../conversations/domain/brake.ts";
import { muteSchema, sessionChangeSchema } from "../../conversations/domain/conversation.ts";
import { deliveryOrderSchema } from "../../deliveries/domain/delivery.ts";
import type { InboundMessage } from "../../messages/domain/inbound-message.ts";
import { commandSchema } from "../../outbound/domain/command.ts";
import { profileChangeSchema } from "../../profiles/domain/change.ts";

/** `agent`: one of the console's; any of them where left out. */
const transferSchema = z.object({ agent: z.string().exactOptional() });

/** The decision on one message. It is stored with the message, so that a retry carries out the very same. */
export const decisionSchema = z.object({
  ruleSetVersion: z.int(),
  /** Ids of the rules that matched, in order. */
  rules: z.array(z.string()),
  commands: z.array(commandSchema),
  /** The command that the callback itself answers with: it never goes to the queue. */
  passive: z.string().exactOptional(),
  /** The uploaded file by which the callback says that command, where it is a file. */
  passiveMedia: z.string().exactOptional(),
  /** The callback itself passes the person on to WeChat's customer-service console. */
  transferred: transferSchema.exactOptional(),
  /** The question for the AI. */
  aiTask: aiTaskSchema.exactOptional(),
  /** Notes of `log` actions: they go to the function's log. */
  notes: z.array(z.object({ ruleId: z.string(), note: z.string() })),
  /**
   * What operators should know of it: `unknown-account`, `not-a-customer`, `muted`, `braked`,
   * `answered-by-another-account`, `too-many-commands`, `session-full`, `no-conversation`, `one-answer-only`, `not-answerable`, flags of actions.
   */
  flags: z.array(z.string()),
  /** Pauses of rules that begin; `until` in epoch ms. Absent where no pause begins. */
  cooldowns: z
    .array(
      z.object({
        ruleId: z.string(),
        subject: z.object({ type: z.enum(["user", "group"]), id: z.string() }),
        until: z.number(),
      }),
    )
    .exactOptional(),
  /** Absent where the message changes no profile. */
  profile: profileChangeSchema.exactOptional(),
  /**
   * The session and the last answers after the message, and the pause of automation that begins; absent where they stay
   * as they are.
   */
  session: sessionChangeSchema.exactOptional(),
  answers: answersChangeSchema.exactOptional(),
  mute: z.object({ conversationId: z.string(), ...muteSchema.shape }).exactOptional(),
  /** Rules that hand the conversation over to a person; operators get an event for each. `until` in epoch ms. */
  handovers: z
    .array(
      z.object({
        ruleId: z.string(),
        note: z.string(),
        until: z.number(),
        /** Passes the person on to WeChat's customer-service console, where a callback can say so. */
        transfer: transferSchema.exactOptional(),
      }),
    )
    .exactOptional(),
  /** What goes to targets outside: by the routing table, then by rules. Absent where nothing goes there. */
  deliveries: z.array(deliveryOrderSchema).exactOptional(),
});

export type Decision = z.infer<typeof decisionSchema>;

/**
 * The flag of messages that one of WeChat's services, an Official Account or an account of the fleet wrote: only rules
 * that name the writer see them.
 */
export const NOT_A_CUSTOMER = "not-a-customer";

/** A message that is decided on; `envelopeId` makes the ids of what comes of it. */
export type EnvelopedMessage = { readonly envelopeId: string; readonly message: InboundMessage };
