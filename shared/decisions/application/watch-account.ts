import type { NotePulse } from "../../accounts/application/heartbeat/note-pulse.ts";
import { createLearnWxid } from "../../accounts/application/learn-wxid.ts";
import type { AccountRegistry } from "../../accounts/application/ports/registry.ts";
import type { AccountTasks } from "../../accounts/application/ports/tasks.ts";
import { channelOf } from "../../accounts/domain/channel.ts";
import { mayBeBack } from "../../accounts/domain/heartbeat.ts";
import type { Events } from "../../kernel/application/ports/events.ts";
import type { Log } from "../../kernel/application/ports/runtime.ts";
import type { InboundMessage } from "../../messages/domain/inbound-message.ts";
import { EVENTS } from "../../names.ts";
import type { ReceivedMessage } from "./judge-message.ts";

export type WatchAccountDeps = {
  readonly accounts: Pick<AccountRegistry, "flagUnknown" | "learnWxid">;
  readonly tasks: AccountTasks;
  /** Called for each message that came in for a registered account that has beats. */
  readonly noteSignOfLife: NotePulse;
  /** Called where an account that is thought to be offline receives a message: the gateway is asked about it. */
  readonly checkWhetherBack: NotePulse;
  readonly events: Events;
  readonly log: Log;
};

/**
 * Follows up what a message says about the account that received it: that the fleet does not know it, which wxid it
 * has, that it is alive, or that it went offline.
 *
 * @param forget called after the account's row has changed, so that the next message reads it anew
 */
export function createWatchAccount(
  deps: WatchAccountDeps,
  forget: (appId: string) => void,
): (received: ReceivedMessage) => Promise<void> {
  const learnWxid = createLearnWxid(deps);

  /**
   * The event goes first: a crash before the flag announces the account twice, in the other order it would never be
   * announced. The flagged row then keeps later messages from announcing it again.
   */
  async function flagUnknown({ appId, wxid }: InboundMessage, now: number): Promise<void> {
    try {
      await deps.events.publish([{ type: EVENTS.unknownAccountSeen, detail: { appId, wxid, at: now } }]);
    } catch (error) {
      deps.log.error("an event was not published; the list of accounts shows the unknown one", error, { appId });
    }
    await deps.accounts.flagUnknown(appId, wxid, now);
    forget(appId);
  }

  return async ({ envelope, message, account, now }) => {
    const { appId, kind } = message;
    if (!account) return flagUnknown(message, now);
    if (await learnWxid(account, message, now)) forget(appId);
    if (!account.registered) return;
    if (kind === "offline") {
      // The gateway's word may be old, so the account is checked before its state changes.
      await deps.tasks.add({ type: "check", appId, by: "offline-callback" }, 0);
    } else if (channelOf(account).beats) {
      await deps.noteSignOfLife(appId);
      if (mayBeBack(account, envelope.receivedAt, now)) await deps.checkWhetherBack(appId);
    }
  };
}
