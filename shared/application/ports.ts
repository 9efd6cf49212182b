import type { Account, Device } from "../domain/account.ts";
import type { Move } from "../domain/account-lifecycle.ts";
import type { StateReason } from "../domain/account-reason.ts";
import type { AccountTask } from "../domain/account-task.ts";
import type { AiAnswer } from "../domain/ai-answer.ts";
import type { ConversationLine } from "../domain/ai-history.ts";
import type { ModerationVerdict } from "../domain/ai-moderation.ts";
import type { ChatMessage } from "../domain/ai-prompt.ts";
import type { RawReply } from "../domain/ai-reply.ts";
import type { AccountAiSettings, AiSettings } from "../domain/ai-settings.ts";
import type { AiTask } from "../domain/ai-task.ts";
import type { AiAllowance, AiCharge, AiUsage } from "../domain/ai-usage.ts";
import type { Alert } from "../domain/alert.ts";
import type { FlushPlan } from "../domain/alert-schedule.ts";
import type { AuditEntry } from "../domain/audit.ts";
import type { Behaviour } from "../domain/behaviour.ts";
import type { Circuit } from "../domain/circuit.ts";
import type { OutboundCommand } from "../domain/command.ts";
import type { Mute, Session, SessionChange, SessionKey, StoredSession } from "../domain/conversation.ts";
import type { Decision } from "../domain/decision.ts";
import type { Delivery } from "../domain/delivery.ts";
import type { Contact, ContactKind, DirectorySync, Group, GroupMember } from "../domain/directory.ts";
import type { DelayedTask } from "../domain/directory-task.ts";
import type { BodyRef, Envelope } from "../domain/envelope.ts";
import type { Beat, Pulse } from "../domain/heartbeat.ts";
import type { InboundMessage } from "../domain/inbound-message.ts";
import type { CommandState, LedgerEntry } from "../domain/ledger.ts";
import type { Login, LoginChange, LoginCheck, LoginCode } from "../domain/login.ts";
import type { MediaRequest } from "../domain/media-request.ts";
import type { Profile, StoredProfile } from "../domain/profile.ts";
import type { BucketLimits, Grant } from "../domain/rate.ts";
import type { RoutingTable } from "../domain/routing.ts";
import type { RuleSnapshot } from "../domain/rule.ts";
import type { DraftSlot } from "../domain/rule-draft.ts";
import type { Cooldown, CooldownKey } from "../domain/rule-facts.ts";
import type { RuleVersion } from "../domain/rule-history.ts";
import type { SendOutcome } from "../domain/send-outcome.ts";
import type { Settings } from "../domain/settings.ts";

/** Time and waiting. Epoch milliseconds. */
export type Clock = { now(): number; sleep(ms: number): Promise<void> };

/** Fresh, time-ordered ids (ULID). */
export type NewId = () => string;

/** Counts and measures. Dimensions have few values: never an id of a user or a message. */
export type Metrics = {
  count(name: string, value?: number, dimensions?: Readonly<Record<string, string>>): void;
  duration(name: string, ms: number): void;
};

/** Structured log lines. Never contents of messages, tokens or keys. */
export type Log = {
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
  error(message: string, error: unknown, fields?: Readonly<Record<string, unknown>>): void;
};

/** `inbound.fifo`: group = appId, deduplication id = hash of appId and dedupKey. Throws `unavailable`. */
export type InboundQueue = { send(envelope: Envelope): Promise<void> };

/**
 * `outbound-live.fifo`: group = appId. Returns the ids of the commands that were not accepted, with them all later ones
 * of the same account; never throws because the queue is away.
 */
export type OutboundQueue = { send(commands: readonly OutboundCommand[]): Promise<ReadonlySet<string>> };

/** Bodies too large for the queue. */
export type BodyStore = {
  put(key: string, message: InboundMessage): Promise<BodyRef>;
  get(ref: BodyRef): Promise<InboundMessage>;
};

/** The state of a spool shard's gate: `version` grows with each opening, be it open already or not. */
export type SpoolGate = { readonly open: boolean; readonly version: number; readonly openedAt: number };

/** Envelopes that the queue refused, in order, by shard. While a shard's gate is open everything of it is spooled. */
export type Spool = {
  /** Strongly consistent. */
  gate(shard: number): Promise<SpoolGate>;
  /** Opens the gate if it is closed and gives the next sequence number; `opened` tells whether this call opened it. */
  open(shard: number, now: number): Promise<{ sequence: number; openedAt: number; opened: boolean }>;
  /** Closes the gate if nobody opened it since `version`; false if somebody did. */
  close(shard: number, version: number): Promise<boolean>;
  put(shard: number, sequence: number, envelope: Envelope): Promise<void>;
  /** The oldest envelopes, strongly consistent. */
  list(shard: number, limit: number): Promise<readonly { sequence: number; envelope: Envelope }[]>;
  remove(shard: number, sequence: number): Promise<void>;
};

/** Short exclusive ownership; an owner that dies loses it when `ttlMs` are over. */
export type Leases = {
  acquire(name: string, owner: string, ttlMs: number, now: number): Promise<boolean>;
  release(name: string, owner: string): Promise<void>;
};

/**
 * What one poll of an account brought, in order. `cursor` (opaque) asks for what comes after it; absent where the gateway
 * gave none: then the read consumed the messages.
 */
export type PolledMessages = {
  readonly messages: readonly InboundMessage[];
  readonly cursor?: string;
  /** Entries that are no callback: they stand in `messages` as kind `unknown`. */
  readonly unreadable: number;
  /** Entries over the callback's limit, left out. */
  readonly tooLarge: number;
};

/** A gateway's poll endpoint. Throws as every call of the gateway does; nothing was read then. */
export type MessageSource = { poll(appId: string, cursor: string | undefined): Promise<PolledMessages> };

/** Where the polling of each account stands. */
export type PollCursors = {
  /** Strongly consistent; undefined for an account that never had one. */
  get(appId: string): Promise<string | undefined>;
  /** Moves it from `from` (undefined: none yet); false if somebody moved it elsewhere meanwhile. */
  move(appId: string, from: string | undefined, to: string): Promise<boolean>;
};

/** One message with what was decided about it. */
export type JournalEntry = {
  readonly envelopeId: string;
  readonly dedupKey: string;
  readonly receivedAt: number;
  readonly message: InboundMessage;
  /** Set where the message lies in the bodies bucket; `message` then is not stored again. */
  readonly body?: BodyRef;
  readonly decision: Decision;
};

/**
 * The journal, written once per message with put-if-absent under conversation, vendor's time and dedupKey.
 * `recorded`: new. `own-retry`: it was there with the same envelope id; `decision` is the stored one. `replay`: it was
 * there with another envelope id.
 */
export type Journal = {
  record(
    entry: JournalEntry,
    now: number,
  ): Promise<{ status: "recorded" | "own-retry"; decision: Decision } | { status: "replay" }>;
  /**
   * Whether the other person of a private chat sent anything in the days that the journal keeps; the message itself,
   * known by its envelope, does not count.
   */
  heardBefore(message: InboundMessage, envelopeId: string, now: number): Promise<boolean>;
};

/** Where a message stands among all that an account received: `order` sorts by when that was. */
export type HeardPlace = { readonly appId: string; readonly order: string; readonly key: string };

/**
 * A message of the journal with what was decided about it. `message` is absent where its body lies elsewhere (`body`), or
 * where it was too large to be kept whole.
 */
export type HeardMessage = {
  readonly place: HeardPlace;
  readonly envelopeId: string;
  readonly receivedAt: number;
  readonly decision: Decision;
  readonly message?: InboundMessage;
  readonly body?: BodyRef;
};

/** The journal by time: what accounts received, own messages from the phone among it. */
export type MessageHistory = {
  /** The newest messages of these accounts together, oldest first; `upTo`: none after that `order`. Lags by a second. */
  newest(appIds: readonly string[], limit: number, upTo?: string): Promise<readonly HeardPlace[]>;
  /** Those that are still kept, in the order asked for; at most 100. */
  read(places: readonly HeardPlace[], now: number): Promise<readonly HeardMessage[]>;
  /** As the journal's, at the time when the message was received. */
  heardBefore(message: InboundMessage, received: { envelopeId: string; at: number }, now: number): Promise<boolean>;
};

/** The pauses of rules. */
export type Cooldowns = {
  /** Until when, epoch ms, by `cooldownWord`; strongly consistent. Those that never began are left out. */
  read(appId: string, keys: readonly CooldownKey[]): Promise<ReadonlyMap<string, number>>;
  /** Begins pauses; a later end is never replaced by an earlier one, so that doing it twice, or late, changes nothing. */
  begin(appId: string, cooldowns: readonly Cooldown[]): Promise<void>;
};

/** Whose profile: a person as one account knows them. */
export type ProfileKey = { readonly appId: string; readonly wxid: string };

/** The profiles of users, each kept for a year after its last write. */
export type Profiles = {
  /** One read, strongly consistent: rules ask for tags that a message before may just have given. */
  get(appId: string, wxid: string, now: number): Promise<StoredProfile | undefined>;
  /** In the order of at most 100 different keys, in one read, eventually consistent. */
  getMany(keys: readonly ProfileKey[], now: number): Promise<readonly (StoredProfile | undefined)[]>;
  /**
   * Writes one as the successor of `revision` (0: there is none). `written: false` where somebody else wrote meanwhile;
   * `stored` is what stands there now. Throws `too-large`.
   */
  put(
    profile: Profile,
    revision: number,
    now: number,
  ): Promise<{ readonly written: true } | { readonly written: false; readonly stored: StoredProfile | undefined }>;
};

/** What the journal still has of the behaviour of users, in no order: for rebuilding profiles, at the speed of a scan. */
export type BehaviourHistory = {
  /** What one conversation has. */
  conversation(appId: string, conversationId: string, now: number): AsyncIterable<Behaviour>;
  /** All that the journal has, and all profiles beside it. */
  everything(now: number): AsyncIterable<{ readonly behaviour: Behaviour } | { readonly stored: StoredProfile }>;
};

/** What is kept of conversations: sessions, and pauses of automation. */
export type Conversations = {
  /** One read, strongly consistent: the session with that key and, with a key without `member`, the conversation's pause. */
  read(appId: string, key: SessionKey): Promise<StoredConversation>;
  /** All of a conversation: at most 100 sessions. */
  view(appId: string, conversationId: string, now: number): Promise<ConversationView>;
  /** Replaces the session that has the change's revision; false, and nothing changed, where another one is stored. */
  change(appId: string, change: SessionChange, now: number): Promise<boolean>;
  /**
   * Pauses automation. By a phone or a rule it only ever makes a pause longer; an operator's word holds as it is. What
   * was decided (`at`) before the last word changes nothing, so that doing it twice, or late, does no harm.
   */
  mute(appId: string, conversationId: string, mute: Mute, now: number): Promise<void>;
  /** Ends a pause; what was decided before `now` does not bring it back. */
  release(appId: string, conversationId: string, now: number): Promise<void>;
};

export type StoredConversation = StoredSession & { readonly mute: Mute | undefined };

/** What holds at present. */
export type ConversationView = {
  readonly mute: Mute | undefined;
  readonly sessions: readonly (Session & { readonly member?: string })[];
};

/** What is changed of an account beside its state; what is left out stays. `activeSince` in epoch ms. */
export type AccountChange = {
  readonly name?: string;
  readonly limits?: BucketLimits | null;
  readonly activeSince?: number;
  readonly device?: Device;
  readonly ingest?: Account["ingest"];
  readonly tags?: Account["tags"];
};

export type Accounts = {
  get(appId: string): Promise<Account | undefined>;
  list(): Promise<readonly Account[]>;
  /** Creates, or takes over an unregistered one; throws `conflict` if it is registered already. */
  register(account: Account): Promise<void>;
  /** Remembers an appId that nobody registered; true the first time. */
  flagUnknown(appId: string, wxid: string, now: number): Promise<boolean>;
  /** Changes a registered account, limits `null` back to the defaults; undefined if nobody registered it. */
  update(appId: string, change: AccountChange, now: number): Promise<Account | undefined>;
  /** Conditional on state and epoch; returns the account after it, or undefined if somebody was faster. */
  transition(account: Account, move: Move, now: number): Promise<Account | undefined>;
  /** Says why it is in its state (undefined: nothing to say), without a transition; conditional as that is. */
  explain(account: Account, reason: StateReason | undefined, now: number): Promise<Account | undefined>;
  /** Forgets its refused sends, without a transition; conditional as that is, false if somebody was faster. */
  trust(account: Account, now: number): Promise<boolean>;
  /** Removes a registered one; false if there is none. */
  remove(appId: string): Promise<boolean>;
};

export type Rules = {
  /** The published version's number: one small read. */
  version(): Promise<number>;
  snapshot(version: number): Promise<RuleSnapshot>;
  /**
   * Publishes `snapshot` as the successor of `version - 1`; throws `conflict` if that is not the published one. Versions
   * older than the last `KEPT_VERSIONS` are gone after that.
   */
  publish(snapshot: RuleSnapshot): Promise<void>;
  /** The versions that are kept, newest first. */
  versions(limit: number, cursor?: string): Promise<{ versions: readonly RuleVersion[]; cursor?: string }>;
};

/** The fleet's one draft of a rule set. */
export type RuleDrafts = {
  /** Strongly consistent. */
  get(): Promise<DraftSlot>;
  /** Follows revision `slot.revision - 1`; throws `conflict` if that is not the stored one. */
  put(slot: DraftSlot): Promise<void>;
};

/** Routing tables: immutable versions and a pointer to the published one. */
export type RoutingTables = {
  /** The published version; 0 where nothing was published yet. Strongly consistent. */
  version(): Promise<number>;
  table(version: number): Promise<RoutingTable>;
  /** Publishes `table` as the successor of `version - 1`; throws `conflict` if that is not the published one. */
  publish(table: RoutingTable): Promise<void>;
};

/**
 * `deliveries.fifo`: group = target and conversation. Returns the ids of the deliveries that were not accepted, with
 * them all later ones of the same group; never throws because the queue is away.
 */
export type DeliveryQueue = { send(deliveries: readonly Delivery[]): Promise<ReadonlySet<string>> };

/**
 * Queues of others, by their ARN. A FIFO queue gets `group` and deduplicates by `id`. Throws `refused` for a queue that
 * the deployment does not allow, `unavailable` where SQS does not take the message.
 */
export type TargetQueues = {
  send(arn: string, message: { readonly id: string; readonly group: string; readonly body: unknown }): Promise<void>;
};

/** Posts to a webhook and answers whatever it answered. Throws `invalid-input` (URL), `too-large`, `unreachable`. */
export type PostWebhook = (
  url: string,
  headers: Readonly<Record<string, string>>,
  body: string,
  timeoutMs: number,
) => Promise<{ readonly status: number; readonly body: string }>;

/** What the deployment says of webhooks: the key that all their secrets are made of, and origins that need no guard. */
export type WebhookCredentials = () => Promise<{ readonly key: string; readonly trustedOrigins: readonly string[] }>;

export type SettingsStore = {
  get(): Promise<Settings>;
  put(settings: Settings): Promise<void>;
};

/** The command ledger: one row a command, keyed by its id alone. */
export type Ledger = {
  /**
   * Puts the row into `sending` if `judgeClaim` says `send` of what is stored; otherwise returns the row it found.
   * One conditional write when there is no row yet.
   */
  claim(
    command: OutboundCommand,
    owner: string,
    leaseUntil: number,
    now: number,
  ): Promise<{ claimed: true; attempts: number } | { claimed: false; entry: LedgerEntry }>;
  /** Ends a claim; only the owner of the `sending` row can (also when it was called `unknown` meanwhile). */
  finish(commandId: string, owner: string, end: LedgerEnd, now: number): Promise<boolean>;
  /** Turns a `sending` row whose lease ran out into `unknown`; false if somebody else did. */
  abandon(entry: LedgerEntry, reason: string, now: number): Promise<boolean>;
  /** Ends a command that was never tried (`expired`, `failed`), unless its row says that it is beyond that. */
  close(command: OutboundCommand, state: "expired" | "failed", reason: string, now: number): Promise<boolean>;
  /** Puts the row into `reserved` unless there is one; returns the row as it stands. */
  reserve(command: OutboundCommand, now: number): Promise<LedgerEntry>;
  get(commandId: string): Promise<LedgerEntry | undefined>;
  /** Rows that need a person, newest first. */
  listAttention(
    state: CommandState,
    limit: number,
    cursor?: string,
  ): Promise<{ entries: readonly LedgerEntry[]; cursor?: string }>;
};

export type LedgerEnd =
  | {
      readonly state: "sent";
      readonly newMsgId: string;
      readonly msgId?: string;
      /** Epoch seconds. */
      readonly createTime?: number;
    }
  | { readonly state: "failed" | "unknown"; readonly reason: string }
  | { readonly state: "reserved"; readonly reason: string; readonly attempts: number };

/** Token buckets, shared by all senders. */
export type TokenBuckets = {
  /** Takes up to `wanted` tokens at once. */
  take(bucket: string, wanted: number, limits: BucketLimits, now: number): Promise<Grant>;
  /** Gives back tokens that were taken and not used. */
  refund(bucket: string, tokens: number, limits: BucketLimits, now: number): Promise<void>;
};

/** Circuit breakers, shared by all callers of an upstream. */
export type Circuits = {
  get(upstream: string): Promise<Circuit>;
  /** Counts one failure and returns the circuit after it. */
  fail(upstream: string, now: number): Promise<Circuit>;
  close(upstream: string): Promise<void>;
  /**
   * Half-open: the one caller that may try after the pause (`openUntil` <= `now`) keeps the others off until `until`.
   * False for everybody else.
   */
  probe(upstream: string, until: number, now: number): Promise<boolean>;
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

/** Receipt handles of the commands that an account's sender has parked: at most one batch of its group. */
export type Parking = {
  /** Replaces what was saved before: a group has one batch in hand at a time. */
  save(appId: string, receiptHandles: readonly string[], now: number): Promise<void>;
  /** What was saved last and is not forgotten. */
  parked(appId: string, now: number): Promise<readonly string[]>;
  /** Forgets these; what was saved after them stays. */
  forget(appId: string, receiptHandles: readonly string[]): Promise<void>;
};

/** What the gateway says of an account's connection. */
export type Connection = "online" | "offline" | "device-gone" | "banned";

/** WechatApi, as far as the use cases need it. Never throws for what the gateway answered or failed to answer. */
export type Gateway = {
  send(command: OutboundCommand): Promise<SendOutcome>;
  /** Throws `unreachable`, `refused` and the like where the gateway says nothing of the account. */
  checkOnline(appId: string): Promise<Connection>;
  /** Renews the connection of an account that is silent or offline; what it is after that, `checkOnline` says. */
  reconnect(appId: string): Promise<void>;
};

/** Files of received messages, as WechatApi offers them. */
export type MediaSource = {
  /** The URL at which the file lies for a while; throws where the gateway does not give it. */
  locate(appId: string, request: MediaRequest): Promise<string>;
};

/** Fetches a file whole. Throws `refused` for a URL that must not be fetched, `too-large`, `unreachable`. */
export type FetchFile = (url: string) => Promise<{ readonly body: Buffer; readonly contentType: string | undefined }>;

/** Files in the bodies bucket. All throw `unavailable` where S3 gives no answer. */
export type MediaStore = {
  find(key: string): Promise<{ readonly bytes: number; readonly contentType: string } | undefined>;
  put(key: string, body: Buffer, contentType: string): Promise<void>;
  /** A URL at which everybody can read the file for `seconds`. */
  link(key: string, seconds: number): Promise<string>;
};

/** Logging in and out at the gateway. Throws what it answers: `refused`, `not-found` (no such device), `unreachable`, … */
export type LoginGateway = {
  /** A code to scan; without an `appId` the gateway makes a new device. */
  code(appId: string | undefined, device: Device): Promise<LoginCode>;
  /** Asks the phone for a tap. */
  tap(appId: string, device: Device): Promise<LoginCode>;
  /** Throws only for trouble of our own. */
  check(login: Login): Promise<LoginCheck>;
  logout(appId: string): Promise<void>;
  /** Where the gateway posts the messages of all accounts of its token; it tries the URL before it answers. */
  setCallback(url: string): Promise<void>;
};

/** The last login of each account, for a day. */
export type Logins = {
  /** Replaces the one before. */
  begin(login: Login): Promise<void>;
  /** Strongly consistent. */
  get(appId: string): Promise<Login | undefined>;
  /**
   * Counts the poll with number `poll` of the login in `epoch`, and returns the login as it was before, with the captcha
   * that is to be handed over and is stored no more. Undefined if that poll was counted already, or for another login.
   */
  countPoll(appId: string, epoch: number, poll: number): Promise<Login | undefined>;
  /** Undefined if the login in `epoch` is not the last one. */
  note(appId: string, epoch: number, change: LoginChange): Promise<Login | undefined>;
};

/** What is known of a new device that was asked for: nobody did before, somebody is about it, or its appId. */
export type NewDevice = { readonly status: "claimed" | "making" } | { readonly status: "made"; readonly appId: string };

/**
 * New devices, by the request that made them, for a day: the same request again gets the same device. A claim holds for
 * a minute, unless it is given up.
 */
export type NewDevices = {
  claim(request: string, now: number): Promise<NewDevice>;
  find(request: string, now: number): Promise<string | undefined>;
  made(request: string, appId: string, now: number): Promise<void>;
  giveUp(request: string): Promise<void>;
};

/** `source`: the platform's own unless given. */
export type FleetEvent = {
  readonly type: string;
  readonly detail: Readonly<Record<string, unknown>>;
  readonly source?: string;
};

/** The event bus. */
export type Events = { publish(events: readonly FleetEvent[]): Promise<void> };

export type AuditTrail = {
  write(entry: AuditEntry): Promise<void>;
  list(limit: number, cursor?: string): Promise<{ entries: readonly AuditEntry[]; cursor?: string }>;
};

/**
 * The views of accounts' contacts and groups. Each row is known as of its `updatedAt`; older knowledge never replaces
 * newer, whatever order the writes come in.
 */
export type Directory = {
  contact(appId: string, wxid: string): Promise<Contact | undefined>;
  /** By wxid; `kind` undefined: all. */
  contacts(
    appId: string,
    kind: ContactKind | undefined,
    limit: number,
    cursor?: string,
  ): Promise<{ contacts: readonly Contact[]; cursor?: string }>;
  group(appId: string, groupId: string): Promise<Group | undefined>;
  /** By id, without their members. */
  groups(appId: string, limit: number, cursor?: string): Promise<{ groups: readonly Group[]; cursor?: string }>;
  /** One read; empty for a group that is not known. */
  members(appId: string, groupId: string): Promise<readonly GroupMember[]>;
  putContact(appId: string, contact: Contact): Promise<void>;
  /**
   * Cheapest for contacts that are neighbours by wxid. What is stored already is not written again, and keeps the time
   * as of which it was known.
   */
  putContacts(appId: string, contacts: readonly Contact[]): Promise<void>;
  putGroup(appId: string, group: Group, members: readonly GroupMember[]): Promise<void>;
  /** The contact is gone as of `at`: what is known as of an earlier time does not bring it back. */
  removeContact(appId: string, wxid: string, at: number): Promise<void>;
  removeGroup(appId: string, groupId: string, at: number): Promise<void>;
  /** The last full sync that was begun and not given up. */
  sync(appId: string): Promise<DirectorySync | undefined>;
  /**
   * Begins a full sync if none began after `notSince` (epoch ms), and returns it. The same request again gets the sync
   * that it began; undefined if another one stands in the way.
   */
  beginSync(appId: string, request: string, now: number, notSince: number): Promise<DirectorySync | undefined>;
  /** How many contacts and groups a sync found. */
  countSync(appId: string, startedAt: number, contacts: number, groups: number): Promise<void>;
  /** The last sync could not go on: the next one may begin at any time. */
  giveUpSync(appId: string): Promise<void>;
  /** Removes some rows of an account; false once there are none left. */
  forgetSome(appId: string): Promise<boolean>;
};

/** The queue of work on the views. Throws `unavailable` if it did not take all of it. */
export type DirectoryQueue = { send(tasks: readonly DelayedTask[]): Promise<void> };

/**
 * The address book of a logged-in account, as the gateway knows it. Throws what the gateway answers: `account-offline`,
 * `refused`, `throttled`, `unreachable`, …
 */
export type AddressBook = {
  /** All ids; slow where there are many. Groups only as far as they were saved to the address book. */
  ids(appId: string): Promise<{
    readonly people: readonly string[];
    readonly officials: readonly string[];
    readonly groups: readonly string[];
  }>;
  /** Up to 50 at a time; who is not known is missing. */
  people(appId: string, wxids: readonly string[]): Promise<readonly Omit<Contact, "kind" | "updatedAt">[]>;
  /** Throws `refused` for a group that the account is not in. */
  group(
    appId: string,
    groupId: string,
  ): Promise<{ readonly group: Omit<Group, "updatedAt">; readonly members: readonly GroupMember[] }>;
};

/** What people are called. */
export type Names = {
  /** The names that a group shows for its members, by wxid; who is not known is missing. */
  inGroup(appId: string, groupId: string, wxids: readonly string[]): Promise<ReadonlyMap<string, string>>;
};

/** An alert that some channel does not have yet. `since`: when it was kept, epoch ms; `sentTo`: channels that have it. */
export type PendingAlert = { readonly alert: Alert; readonly since: number; readonly sentTo: readonly string[] };

/** An alert that is done with: told to the channels `sentTo`, the others gave up. */
export type ToldAlert = { readonly alert: Alert; readonly sentTo: readonly string[]; readonly toldAt: number };

/** Alerts on their way to the operators, by id and time: the same alert kept again is one. */
export type AlertStore = {
  /** Keeps an alert until it is settled. What waits already, or was settled in the last days, changes nothing. */
  add(alert: Alert, now: number): Promise<void>;
  /** The oldest, strongly consistent. */
  pending(limit: number): Promise<readonly PendingAlert[]>;
  /** Remembers which channels have it. */
  markSent(alert: Alert, sentTo: readonly string[]): Promise<void>;
  /** Ends its wait and lists it among the told ones. */
  settle(alert: Alert, sentTo: readonly string[], now: number): Promise<void>;
  /** Ends the wait of one that nobody has to be told. */
  drop(alert: Alert): Promise<void>;
  /** The told ones of the last days, newest first. */
  listTold(limit: number, cursor?: string): Promise<{ alerts: readonly ToldAlert[]; cursor?: string }>;
  /** Strongly consistent; `{last: 0}` before the first flush. */
  plan(): Promise<FlushPlan>;
  /** Replaces the plan if it is still `was`. */
  replan(was: FlushPlan, next: FlushPlan): Promise<boolean>;
  /** Remembers that operators hear of an account's trouble (`at`, epoch ms), so that its end is worth telling. */
  noteTrouble(appId: string, at: number, now: number): Promise<void>;
  /** Whether operators heard of a trouble that began at `at` or before. */
  inTrouble(appId: string, at: number, now: number): Promise<boolean>;
  /** Forgets troubles that began at `at` or before. */
  endTrouble(appId: string, at: number): Promise<void>;
};

/** Calls for a flush of the pending alerts in `delaySeconds` (0–900); `due` names the plan. Throws `unavailable`. */
export type AlertFlushes = { request(due: number, delaySeconds: number): Promise<void> };

/** A way to the operators: a group robot or a topic. */
export type AlertChannel = {
  /** Its name in metrics, logs and rows, e.g. `wecom`. */
  readonly name: string;
  /** Bytes (UTF-8) that a message may take. */
  readonly maxBytes: number;
  /** Throws one of the error family; a message whose call failed may have arrived all the same. */
  send(text: string): Promise<void>;
};

/** The channels of this deployment, as configured now. One that is configured wrongly fails at `send`. */
export type AlertChannels = () => Promise<readonly AlertChannel[]>;

/**
 * `ai.fifo`: group = conversation, deduplication id = task id. Returns the ids of the tasks that were not accepted; never
 * throws because the queue is away.
 */
export type AiQueue = { send(tasks: readonly AiTask[]): Promise<ReadonlySet<string>> };

/** How the AI answers: the fleet's settings (the defaults where nobody set any), and what accounts have of their own. */
export type AiSettingsStore = {
  fleet(): Promise<AiSettings>;
  putFleet(settings: AiSettings): Promise<void>;
  /** Empty where the account has none. */
  account(appId: string): Promise<AccountAiSettings>;
  putAccount(appId: string, settings: AccountAiSettings): Promise<void>;
};

/** Conversations as the journal has them, and the AI's answers, which are kept with their questions. */
export type AiJournal = {
  /** The latest lines, newest first, strongly consistent; `from` (epoch ms): of this time and later. */
  recent(appId: string, conversationId: string, limit: number, from?: number): Promise<readonly ConversationLine[]>;
  /**
   * Keeps what became of a task, unless something is kept already: returns what is kept. Throws `not-found` where the
   * journal does not have the question.
   */
  keep(task: AiTask, answer: AiAnswer): Promise<AiAnswer>;
};

/** A part of an account's budget of one day, put aside for a task. */
export type AiReservation = AiCharge & { readonly appId: string; readonly taskId: string; readonly day: string };

/** What accounts use of the AI, by the day in China. */
export type AiBudgets = {
  /**
   * Puts `charge` aside if the day's allowance still has it; undefined if not. A task that has a reservation already
   * gets that one.
   */
  reserve(
    appId: string,
    taskId: string,
    charge: AiCharge,
    allowance: AiAllowance,
    now: number,
  ): Promise<AiReservation | undefined>;
  /** Replaces a reservation by what was used; the second time it does nothing. */
  settle(reservation: AiReservation, used: AiCharge): Promise<void>;
  used(appId: string, now: number): Promise<AiCharge>;
  /** Whether the caller is to tell that the day's budget is used up: one a day, or after a minute if it did not. */
  claimNotice(appId: string, now: number): Promise<boolean>;
  noticeGiven(appId: string, now: number): Promise<void>;
};

/** Keeps the fallback from being said over and over. */
export type AiFallbacks = {
  /** True if nothing was said in this conversation for `quietMs`, or if it was for this very task. */
  claim(task: AiTask, quietMs: number, now: number): Promise<boolean>;
};

/** A request to a language model. `timeoutMs`: for all tries together. */
export type CompletionRequest = {
  readonly messages: readonly ChatMessage[];
  readonly model?: string | undefined;
  readonly temperature?: number | undefined;
  readonly maxTokens: number;
  readonly timeoutMs: number;
};

export type Completion =
  | { readonly type: "reply"; readonly reply: RawReply; readonly usage: AiUsage | undefined }
  | {
      readonly type: "failed";
      readonly reason: "unavailable" | "timeout" | "nonsense";
      /** For operators: never contents or keys. */
      readonly message: string;
      /** Whether it is the endpoint's trouble, and not that of this one request. */
      readonly upstream: boolean;
      /** Whether the endpoint may have worked on it, and so may charge for it. */
      readonly mayCost: boolean;
    };

/** A language model. Never throws for what the endpoint answered or failed to answer. */
export type Llm = { complete(request: CompletionRequest): Promise<Completion> };

/** Judges a text before it is asked or said. Throws `unreachable` where there is no verdict. */
export type Moderate = (text: string) => Promise<ModerationVerdict>;
