import type { ConversationSettings } from "../../../conversations/domain/settings.ts";
import type { Directory } from "../../../directory/application/ports/directory.ts";
import { ANSWERED_ELSEWHERE, isAnswer } from "../../domain/braked.ts";
import type { PastMoment } from "./past-moment.ts";
import { remembered } from "./remembered.ts";

/**
 * Tells whether another account would have answered a message: as it was, where the message was answered or was taken.
 * Else no copy asked for it, and in a group that several own accounts are in today it is unsure who would have been
 * first.
 */
export function createPastClaims(
  directory: Pick<Directory, "members">,
  { groupAnswers }: Pick<ConversationSettings, "groupAnswers">,
) {
  const members = remembered((appId: string, groupId: string) => directory.members(appId, groupId));

  return async ({ message, was, unsure }: PastMoment, ownWxids: ReadonlySet<string>): Promise<boolean> => {
    if (was.flags.includes(ANSWERED_ELSEWHERE)) return true;
    if (message.chat !== "group" || groupAnswers === "all" || ownWxids.size < 2 || isAnswer(was, message)) return false;
    const all = await members(message.appId, message.conversationId);
    if (all.length === 0 || all.filter(({ wxid }) => ownWxids.has(wxid)).length > 1) unsure.add("claim");
    return false;
  };
}
