import type { Account } from "../domain/account.ts";
import { type BroadcastRun, broadcastCommandId, type RunPlan } from "../domain/broadcast-run.ts";
import { renderBroadcast } from "../domain/broadcast-text.ts";
import type { OutboundCommand } from "../domain/command.ts";
import { isGroupId } from "../domain/directory.ts";
import { officialContents } from "../domain/official-content.ts";
import type { Recipient } from "./page-recipients.ts";

/** Who sends which part of a run. */
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
      const parts = channel === "official" ? officialContents(rendered) : [rendered];
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
