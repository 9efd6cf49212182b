import { type Channel, factsOf } from "../../accounts/domain/channel.ts";
import { contentFaultsOn } from "../../accounts/domain/contents.ts";
import { isGroupId } from "../../directory/domain/directory.ts";
import { type ContentFault, contentFaults } from "../../messages/domain/content-faults.ts";
import type { Recipients } from "./audience.ts";
import type { BroadcastInput } from "./broadcast.ts";
import { variableFaults } from "./text.ts";

/** What the schema of a broadcast cannot see, with dotted paths. */
export function broadcastFaults({ contents, audience }: Pick<BroadcastInput, "contents" | "audience">): ContentFault[] {
  const person = aPerson(audience.recipients);
  return contents.flatMap((content, index) => [
    ...contentFaults(content, { to: person, unfilled: true }).map(({ path, message }) => ({
      path: at(index, path),
      message,
    })),
    ...variableFaults(content).map(({ path, message }) => ({ path: at(index, path), message })),
  ]);
}

/** What keeps accounts of a channel, which are in the audience, from sending it. */
export function channelBroadcastFaults(
  { contents, audience }: Pick<BroadcastInput, "contents" | "audience">,
  channel: Channel,
): ContentFault[] {
  const { type } = audience.recipients;
  const { title, hasContacts } = factsOf(channel);
  const noRecipients = `${title} of the audience has no ${type} to send to: name openids in a list`;
  return [
    ...(hasContacts || type === "list" ? [] : [{ path: "audience.recipients.type", message: noRecipients }]),
    ...contents.flatMap((content, index) =>
      contentFaultsOn(channel, content).map(({ path, message }) => ({ path: at(index, path), message })),
    ),
  ];
}

const at = (index: number, path: string) => `contents.${index}${path === "" ? "" : `.${path}`}`;

/** One of the recipients that is not a group: it cannot be sent what only groups take. Undefined if all are groups. */
function aPerson(recipients: Recipients): string | undefined {
  switch (recipients.type) {
    case "list":
      return recipients.ids.find((id) => !isGroupId(id));
    case "groups":
      return undefined;
    case "friends":
      return "a friend";
    default:
      return recipients satisfies never;
  }
}
