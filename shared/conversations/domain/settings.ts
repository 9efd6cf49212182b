import * as z from "zod";
import { brakeSchema, DEFAULT_BRAKE } from "./brake.ts";
import { MAX_MINUTES } from "./conversation.ts";

const pauseMinutes = z.int().min(0).max(MAX_MINUTES);
const personAnsweredSchema = z.strictObject({ privateMinutes: pauseMinutes, groupMinutes: pauseMinutes });
export type PersonAnswered = z.infer<typeof personAnsweredSchema>;

/** How long automation pauses after a person has answered. */
export const conversationSettingsSchema = z.strictObject({
  /**
   * Minutes for which rules are silent in a conversation after a person wrote there from the account's phone; 0: no
   * pause.
   */
  personAnswered: personAnsweredSchema.default({ privateMinutes: 30, groupMinutes: 10 }),
  /** Which accounts of the fleet answer in a group that several of them are in. */
  groupAnswers: z.enum(["one", "all"]).default("one"),
  /** When rules and the AI fall silent in a conversation; 0 `answers`: never. */
  brake: brakeSchema.default(DEFAULT_BRAKE),
});

export type ConversationSettings = z.infer<typeof conversationSettingsSchema>;
