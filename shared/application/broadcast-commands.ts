import { type BroadcastRun, broadcastCommandId, type RunPlan } from "../domain/broadcast-run.ts";
import { renderBroadcast } from "../domain/broadcast-text.ts";
import type { OutboundCommand } from "../domain/command.ts";
import { isGroupId } from "../domain/directory.ts";
import type { Recipient } from "./page-recipients.ts";

/** Who sends which part of a run. */
export type Sender = { readonly appId: string; readonly name: string; readonly shard: number };

/** The commands of a run for some recipients, in order; the same recipient always gets the same ids. */
export function broadcastCommands(
  run: BroadcastRun,
  { contents }: Pick<RunPlan, "contents">,
  { appId, name, shard }: Sender,
  recipients: readonly Recipient[],
): OutboundCommand[] {
  const { id: runId, broadcastId, startedAt, notAfter } = run;
  return recipients.flatMap((recipient) => {
    const values = { ...recipient, isGroup: isGroupId(recipient.to), account: name, startedAt };
    return contents.map((content, ordinal) => ({
      id: broadcastCommandId({ runId, shard }, appId, recipient.to, ordinal),
      generation: 0,
      appId,
      to: recipient.to,
      content: renderBroadcast(content, values),
      notAfter,
      createdAt: startedAt,
      origin: { broadcastId, runId },
    }));
  });
}
