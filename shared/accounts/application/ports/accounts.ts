import type { AppError } from "../../../kernel/domain/errors.ts";
import type { BucketLimits } from "../../../kernel/domain/rate.ts";
import type { Account, Device } from "../../domain/account.ts";
import type { Announcement } from "../../domain/announcement.ts";
import type { Beat, Pulse } from "../../domain/heartbeat.ts";
import type { Move } from "../../domain/lifecycle.ts";
import type { StateReason } from "../../domain/reason.ts";
import type { AccountTask } from "../../domain/task.ts";

/** What is changed of an account beside its state; what is left out stays. `activeSince` in epoch ms. */
export type AccountChange = {
  readonly name?: string;
  readonly limits?: BucketLimits | null;
  readonly activeSince?: number;
  readonly device?: Device;
  readonly ingest?: Account["ingest"];
  readonly tags?: Account["tags"];
};

/** The wxids of all accounts, as they were listed then, epoch ms. */
export type FleetWxids = { readonly wxids: ReadonlySet<string>; readonly listedAt: number };

export type Accounts = {
  get(appId: string): Promise<Account | undefined>;
  /** All; `malformed` hears of each row that cannot be read and is left out. Without it such a row throws `internal`. */
  list(malformed?: (error: AppError) => void): Promise<readonly Account[]>;
  /**
   * The wxids of all accounts; `known`, what the caller got last, comes back where none has changed, which is cheap.
   * Registrations and logins are in it at once, what else changes wxids when it was noted.
   */
  wxids(known: FleetWxids | undefined, now: number): Promise<FleetWxids>;
  /** Lets readers of `wxids` look again if these, of a list of the accounts, are others than were noted last: true then. */
  noteWxids(wxids: ReadonlySet<string>, now: number): Promise<boolean>;
  /** Creates, or takes over an unregistered one; throws `conflict` if it is registered already. */
  register(account: Account): Promise<void>;
  /** Remembers an appId that nobody registered; true the first time. */
  flagUnknown(appId: string, wxid: string, now: number): Promise<boolean>;
  /** Changes a registered account, limits `null` back to the defaults; undefined if nobody registered it. */
  update(appId: string, change: AccountChange, now: number): Promise<Account | undefined>;
  /** Keeps the wxid of a registered account that has none; false where it has one, or is not registered. */
  learnWxid(appId: string, wxid: string, now: number): Promise<boolean>;
  /**
   * Conditional on state and epoch; returns the account after it, or undefined if somebody was faster. In the same write
   * `announcement` joins what is untold.
   */
  transition(account: Account, move: Move, now: number, announcement?: Announcement): Promise<Account | undefined>;
  /** Says why it is in its state (undefined: nothing to say), without a transition; else as that. */
  explain(
    account: Account,
    reason: StateReason | undefined,
    now: number,
    announcement?: Announcement,
  ): Promise<Account | undefined>;
  /** Takes announcements from what is untold; those that others add meanwhile stay. */
  told(appId: string, announcements: readonly Announcement[]): Promise<void>;
  /** Forgets its refused sends, without a transition; conditional as that is, false if somebody was faster. */
  trust(account: Account, now: number): Promise<boolean>;
  /** Removes a registered one; false if there is none. */
  remove(appId: string): Promise<boolean>;
};

/** Work on single accounts, on a standard queue. Throws `unavailable`. */
export type AccountTasks = { add(task: AccountTask, delaySeconds: number): Promise<void> };

/** Beats to come, on a standard queue, each at its `dueAt`, at most 15 minutes ahead. Throws `unavailable` if any was refused. */
export type Beats = { add(beats: readonly Beat[]): Promise<void> };

/** An account with its signs of life; `parked`: commands of it may be asleep. */
export type Watched = { readonly account: Account; readonly pulse: Pulse; readonly parked: boolean };

/** Signs of life. A note costs a write: whoever makes many spares those that tell nothing new. */
export type Pulses = {
  /**
   * All that is known of accounts that are stored, in one read and in the order asked for; somewhat old, as transitions
   * are fenced anyway.
   */
  read(appIds: readonly string[]): Promise<readonly Watched[]>;
  alive(appId: string, at: number): Promise<void>;
  heard(appId: string, at: number): Promise<void>;
  renewed(appId: string, at: number): Promise<void>;
};

/** What the gateway says of an account's connection. */
export type Connection = "online" | "offline" | "device-gone" | "banned";

/** The gateway's connections to WeChat, one an account. */
export type Connections = {
  /** Throws `unreachable`, `refused` and the like where the gateway says nothing of the account. */
  checkOnline(appId: string): Promise<Connection>;
  /** Renews the connection of an account that is silent or offline; what it is after that, `checkOnline` says. */
  reconnect(appId: string): Promise<void>;
};

/** Where the gateway posts the messages of all accounts of its token. Throws what the gateway answers. */
export type CallbackTarget = {
  /** The gateway tries the URL before it answers. */
  set(url: string): Promise<void>;
};
