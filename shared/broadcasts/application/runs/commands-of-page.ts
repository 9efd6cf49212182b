import type { Account } from "../../../accounts/domain/account.ts";
import { contentsOn } from "../../../accounts/domain/contents.ts";
import { isGroupId } from "../../../directory/domain/directory.ts";
import type { OutboundCommand } from "../../../outbound/domain/command.ts";
import { type BroadcastRun, broadcastCommandId, type RunPlan } from "../../domain/run.ts";
import { renderBroadcast } from "../../domain/text.ts";
import type { Recipient } from "./find-recipients.ts";

/** The account that sends the part `shard` of a run. */
export type Sender = Pick<Account, "appId" | "name" | "channel"> & { readonly shard: number };

/** The commands of a run for some recipients, in order; the same recipient always gets the same ids. */
export function broadcastCommands(
  run: BroadcastRun,
  { contents }: Pick<RunPlan, "contents">,
  { appId, name, channel, shard }: Sender,
  recipients: readonly Recipient[],
): OutboundCommand[] {
  const { id: runId, broadcastId, startedAt, notAfter } = run;
  return recipients.flatMap((recipient) => {
    const values = { ...recipient, isGroup: isGroupId(recipient.to), account: name, startedAt };
    return contents.flatMap((given, ordinal) => {
      const rendered = renderBroadcast(given, values);
      const parts = contentsOn(channel, rendered);
      return parts.map((content, part) => ({
        id: broadcastCommandId({ runId, shard }, appId, recipient.to, ordinal, part),
        generation: 0,
        appId,
        to: recipient.to,
        content,
        notAfter,
        createdAt: startedAt,
        origin: { broadcastId, runId },
      }));
    });
  });
}
