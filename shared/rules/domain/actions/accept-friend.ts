import * as z from "zod";
import { answeredTo } from "../../../messages/domain/answered-to.ts";
import { type Content, contentSchema } from "../../../messages/domain/content.ts";
import type { InboundMessage } from "../../../messages/domain/inbound-message.ts";
import { actionType } from "./action.ts";

/** Accepts a friend request; other messages are left alone. A request without valid tickets is flagged `no-ticket`. */
export const acceptFriend = actionType({
  schema: z.strictObject({ type: z.literal("accept-friend") }),
  channels: ["personal"],
  effects: (_action, { message }) => {
    if (message.kind !== "friend-request") return [];
    const content = acceptanceOf(message);
    if (!content) return [{ type: "flag", flag: "no-ticket" }];
    return [{ type: "send", appId: message.appId, to: answeredTo(message), content }];
  },
});

function acceptanceOf({ v3, v4, scene = 0 }: Extract<InboundMessage, { kind: "friend-request" }>): Content | undefined {
  const acceptance: Content = { type: "accept-friend", v3, v4, scene };
  return contentSchema.safeParse(acceptance).success ? acceptance : undefined;
}
