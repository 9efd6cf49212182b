import * as z from "zod";
import { MAX_MINUTES } from "./conversation.ts";

const pauseMinutes = z.int().min(0).max(MAX_MINUTES);
const personAnsweredSchema = z.strictObject({ privateMinutes: pauseMinutes, groupMinutes: pauseMinutes });
export type PersonAnswered = z.infer<typeof personAnsweredSchema>;

/** How automation makes way for people. */
export const conversationSettingsSchema = z.strictObject({
  /** After a person wrote from the account's phone, rules are silent in that conversation for so many minutes; 0: not at all. */
  personAnswered: personAnsweredSchema.default({ privateMinutes: 30, groupMinutes: 10 }),
});

export type ConversationSettings = z.infer<typeof conversationSettingsSchema>;
