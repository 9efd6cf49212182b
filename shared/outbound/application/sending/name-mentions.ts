import type { Names } from "../../../directory/application/ports/names.ts";
import type { Metrics } from "../../../kernel/application/ports/runtime.ts";
import { membersToName, withVisibleMentions } from "../../../messages/domain/mentions.ts";
import type { Gateway } from "../ports/outbound.ts";

/**
 * A gateway whose texts show mentioned members by the names that the group shows at the time of sending. Names are read
 * for texts with mentions only; where they cannot be read, nothing is sent (`not-prepared`). A member that the group's
 * view does not know is shown by the name in the content.
 */
export function nameMentions<G extends Pick<Gateway, "send">>(gateway: G, views: Names, metrics: Metrics): G {
  const send: Gateway["send"] = async (command) => {
    const { appId, to, content } = command;
    if (content.type !== "text" || !content.mentions?.length) return gateway.send(command);
    const members = membersToName(content.mentions);
    let known: ReadonlyMap<string, string> = new Map();
    try {
      if (members.length > 0) known = await views.inGroup(appId, to, members);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return {
        type: "failed",
        cause: "not-prepared",
        message: `the mentioned members' names cannot be read: ${reason}`,
      };
    }
    const names = new Map([...Object.entries(content.names ?? {}), ...known]);
    const unnamed = members.filter((wxid) => !names.has(wxid)).length;
    if (unnamed > 0) metrics.count("MentionUnnamed", unnamed);
    const text = withVisibleMentions(content.text, content.mentions, names);
    return gateway.send({ ...command, content: { ...content, text } });
  };
  return { ...gateway, send };
}
