import type { Accounts } from "../../accounts/application/ports/accounts.ts";
import type { Log, Metrics } from "../../kernel/application/ports/runtime.ts";
import { type Digest, digestOf } from "../domain/digest.ts";
import { type AlertTextOptions, alertText } from "../domain/text.ts";
import { inPortions } from "./in-portions.ts";
import type { PendingAlert } from "./ports/alerts.ts";
import type { AlertChannel, AlertChannels } from "./ports/channels.ts";

export type TellChannelsDeps = {
  readonly channels: AlertChannels;
  readonly accounts: Pick<Accounts, "get">;
  readonly metrics: Metrics;
  readonly log: Log;
};

/** `took`: names of the channels that have all of the alerts now; `all`: how many channels there are. */
export type ToldChannels = { readonly took: ReadonlySet<string>; readonly all: number };

type TextOptions = Omit<AlertTextOptions, "maxBytes">;

/**
 * Sends each channel one message with the alerts that it does not have yet. `maxNames`: accounts that a group lists.
 */
export function createTellChannels(
  deps: TellChannelsDeps,
): (rows: readonly PendingAlert[], maxNames: number) => Promise<ToldChannels> {
  const { accounts, metrics, log } = deps;

  /** Names of the accounts that may be listed. They are decoration: the alerts do not wait for them. */
  async function namesIn({ groups }: Digest, maxNames: number): Promise<ReadonlyMap<string, string>> {
    const shown = groups.flatMap(({ entries }) => entries.slice(0, maxNames).flatMap(({ appId }) => appId ?? []));
    try {
      const found = await inPortions([...new Set(shown)], (appId) => accounts.get(appId));
      return new Map(found.flatMap((account) => (account?.name ? [[account.appId, account.name] as const] : [])));
    } catch (error) {
      log.error("alerts go out without the accounts' names", error);
      return new Map();
    }
  }

  /** Whether the channel has all of the alerts now. */
  async function tell(channel: AlertChannel, rows: readonly PendingAlert[], options: TextOptions): Promise<boolean> {
    const missing = rows.filter(({ sentTo }) => !sentTo.includes(channel.name)).map(({ alert }) => alert);
    if (missing.length === 0) return true;
    try {
      await channel.send(alertText(digestOf(missing), { ...options, maxBytes: channel.maxBytes }));
      metrics.count("AlertSent", 1, { channel: channel.name });
      return true;
    } catch (error) {
      metrics.count("AlertFailed", 1, { channel: channel.name });
      log.error("a channel did not take the alerts; it is tried again with the next flush", error, {
        channel: channel.name,
        alerts: missing.length,
      });
      return false;
    }
  }

  return async (rows, maxNames) => {
    const names = await namesIn(digestOf(rows.map(({ alert }) => alert)), maxNames);
    const channels = await deps.channels();
    const told = await Promise.all(channels.map((channel) => tell(channel, rows, { maxNames, names })));
    const took = new Set(channels.flatMap(({ name }, position) => (told[position] ? [name] : [])));
    return { took, all: channels.length };
  };
}
