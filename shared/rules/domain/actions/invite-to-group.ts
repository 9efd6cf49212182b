import * as z from "zod";
import { writerOf } from "../../../conversations/domain/conversation.ts";
import { type Content, wxidSchema } from "../../../messages/domain/content.ts";
import { actionType } from "./action.ts";

/**
 * Invites the person who wrote, or who is new in a group, to a group of the account. Flags a message that does not name
 * one.
 */
export const inviteToGroup = actionType({
  schema: z.strictObject({
    type: z.literal("invite-to-group"),
    /** Ends in `@chatroom`. */
    groupId: wxidSchema.endsWith("@chatroom", "a group's id ends in @chatroom"),
  }),
  channels: ["personal"],
  effects: ({ groupId }, { message }) => {
    const person = writerOf(message);
    if (person === "" || person.endsWith("@chatroom") || !wxidSchema.safeParse(person).success) {
      return [{ type: "flag", flag: "nobody-to-invite" }];
    }
    if (message.conversationId === groupId) return [];
    const content: Content = { type: "invite-to-group", groupId };
    return [{ type: "send", appId: message.appId, to: person, content }];
  },
});
