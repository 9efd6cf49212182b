import type { Events, FleetEvent } from "../../kernel/application/ports/events.ts";
import type { Clock, Log, Metrics } from "../../kernel/application/ports/runtime.ts";
import { EVENTS } from "../../names.ts";
import type { Account } from "../domain/account.ts";
import { type Announcement, isLeft, MOST_UNTOLD, needsLogin } from "../domain/announcement.ts";
import { RECONNECT_TRIES } from "../domain/task.ts";
import type { Announcements } from "./ports/announcements.ts";

export type TellAccountDeps = {
  readonly accounts: Announcements;
  readonly events: Events;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly log: Log;
};

export type TellAccount = {
  /**
   * Publishes an account's untold announcements; returns the account as it is after that. Never throws: what could not
   * be published stays in the row.
   */
  readonly now: (account: Account) => Promise<Account>;
  /** The same, if a crash or a bus outage left announcements untold. */
  readonly whatIsLeft: (account: Account) => Promise<void>;
};

/**
 * Publishes the untold announcements of an account's row on the bus, at least once, and takes them off the row. The ids
 * of the events are the same each time, so that a second publication makes no second alert.
 */
export function createTellAccount({ accounts, events, clock, metrics, log }: TellAccountDeps): TellAccount {
  async function tell(account: Account): Promise<Account> {
    const { appId, untold } = account;
    if (untold.length === 0) return account;
    const list = untold.flatMap((announcement) => eventsOf(account, announcement));
    try {
      await events.publish(list);
    } catch (error) {
      const types = list.map(({ type }) => type);
      log.error("an account's news was not announced; its next beat tries again", error, { appId, types });
      return giveUpOldest(account);
    }
    return takeOff(account, untold.length);
  }

  async function giveUpOldest(account: Account): Promise<Account> {
    const surplus = account.untold.length - MOST_UNTOLD;
    if (surplus <= 0) return account;
    metrics.count("AnnouncementGivenUp", surplus);
    return takeOff(account, surplus);
  }

  async function takeOff(account: Account, count: number): Promise<Account> {
    const { appId, untold } = account;
    try {
      await accounts.markTold(appId, untold.slice(0, count));
      return { ...account, untold: untold.slice(count) };
    } catch (error) {
      log.error("an account's news stays in its row, and is announced again with its next beat", error, { appId });
      return account;
    }
  }

  return {
    now: tell,
    async whatIsLeft(account) {
      if (!isLeft(account.untold, clock.now())) return;
      metrics.count("AnnouncementLeft");
      await tell(account);
    },
  };
}

function eventsOf({ appId, name }: Account, announcement: Announcement): FleetEvent[] {
  const { at, epoch, reason } = announcement;
  const event = (type: string, detail: FleetEvent["detail"]): FleetEvent => ({
    type,
    detail: { appId, name, ...detail, at, eventId: `${appId}.${epoch}.${at}.${type}` },
  });
  const login = (links: FleetEvent["detail"]) => event(EVENTS.loginRequired, { reason, ...links });
  if (announcement.type === "person-needed") {
    const { qrUrl, verifyUrl } = announcement;
    return [login({ qrUrl, ...(verifyUrl === undefined ? {} : { verifyUrl }) })];
  }
  const { from, to } = announcement;
  const list = [event(EVENTS.accountStateChanged, { from, to, epoch, ...(reason ? { reason } : {}) })];
  if (reason?.code === "reconnect-exhausted")
    list.push(event(EVENTS.reconnectExhausted, { attempts: RECONNECT_TRIES }));
  if (reason?.code === "authorization-withdrawn") list.push(event(EVENTS.authorizationWithdrawn, { reason }));
  if (needsLogin(announcement)) list.push(login({}));
  return list;
}
