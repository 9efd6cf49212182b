import * as z from "zod";
import { actedOnce, actedSchema, actedTogether } from "../../accounts/domain/windows.ts";
import { sha256Hex } from "../../kernel/domain/ids.ts";
import type { Behaviour } from "./behaviour.ts";

const counts = z.record(z.string(), z.int());

/** How often, by the kind of message, by conversation, by the id of a rule that matched. */
const tallySchema = z.object({ messages: z.int(), kinds: counts, chats: counts, rules: counts });

/** The time and author of a value. The later value counts, and of two at the same time the one with the greater id. */
const wordSchema = z.object({ at: z.number(), by: z.string() });

export const profileSchema = z.object({
  appId: z.string().min(1),
  wxid: z.string().min(1),
  /** When the first message was accepted: messages from before are not in this profile, epoch ms. */
  since: z.number(),
  firstSeenAt: z.number(),
  lastSeenAt: z.number(),
  /** By month of acceptance (UTC, `2026-11`): the newest one and those that the journal still has. */
  months: z.record(z.string(), tallySchema),
  /** All months before. */
  earlier: tallySchema,
  /** When each was done first, epoch ms. */
  steps: z.record(z.string(), z.number()),
  tags: z.record(z.string(), wordSchema.extend({ on: z.boolean() })),
  scenes: z.record(z.string(), wordSchema.extend({ value: z.string() })),
  /** What the person did that opens windows; absent for people at accounts without windows. */
  acted: actedSchema.exactOptional(),
  /** What was applied last, as `markOf` names it, so that applying it again changes nothing. */
  applied: z.array(z.string()),
  /** The latest acceptance of what was applied and has left `applied`, epoch ms. */
  forgotUpTo: z.number(),
  /** The user was forgotten then, epoch ms: what was accepted up to it never counts again. */
  forgottenAt: z.number().exactOptional(),
});

export type Profile = z.infer<typeof profileSchema>;
export type Tally = z.infer<typeof tallySchema>;

/** A profile, and the number of its last write, which a further write is conditional on. */
export type StoredProfile = { readonly profile: Profile; readonly revision: number };

export const NO_TALLY: Tally = { messages: 0, kinds: {}, chats: {}, rules: {} };

/** Months that are told apart: the 90 days of the journal touch four. */
const MONTHS = 4;

/** Behaviours in `applied`: more than a batch of the queue has, as repetitions come with one of the next batches. */
const REMEMBERED = 16;

/** A profile that was deleted at `at` (epoch ms). It only says so, so that no replay brings the old one back. */
export function forgottenProfile(appId: string, wxid: string, at: number): Profile {
  return { ...emptyProfile(appId, wxid, at), forgottenAt: at };
}

/** Whether nothing is known of the user since the profile was deleted. */
export function isForgotten(profile: Profile): boolean {
  return profile.forgottenAt !== undefined && totalOf(profile).messages === 0;
}

/**
 * Adds what a message says to its sender's profile. Pure; the order does not matter, and what is in `applied` changes
 * nothing, nor what was accepted before the user was forgotten.
 */
export function reduceProfile(profile: Profile | undefined, entry: Behaviour): Profile {
  if (profile && (profile.applied.includes(markOf(entry)) || isBygone(profile, entry))) return profile;
  const before = profile && !isForgotten(profile) ? profile : begun(entry, profile?.forgottenAt);
  const { seenAt, receivedAt, change } = entry;
  const word = { at: seenAt, by: entry.id };
  return {
    appId: before.appId,
    wxid: before.wxid,
    since: Math.min(before.since, receivedAt),
    firstSeenAt: Math.min(before.firstSeenAt, seenAt),
    lastSeenAt: Math.max(before.lastSeenAt, seenAt),
    ...counted(before, entry),
    steps: firsts(before.steps, change.steps ?? [], seenAt),
    tags: Object.entries(change.tags ?? {}).reduce((tags, [tag, on]) => lasts(tags, tag, { ...word, on }), before.tags),
    scenes: change.scene
      ? lasts(before.scenes, change.scene.type, { ...word, value: change.scene.value })
      : before.scenes,
    ...actedAfter(before, entry),
    ...remembered(before, entry),
    ...(before.forgottenAt === undefined ? {} : { forgottenAt: before.forgottenAt }),
  };
}

function isBygone({ forgottenAt }: Profile, { receivedAt }: Behaviour): boolean {
  return forgottenAt !== undefined && receivedAt <= forgottenAt;
}

function begun({ appId, receivedAt, seenAt, change }: Behaviour, forgottenAt: number | undefined): Profile {
  const times = { since: receivedAt, firstSeenAt: seenAt, lastSeenAt: seenAt };
  const empty = { ...emptyProfile(appId, change.user, receivedAt), ...times };
  return forgottenAt === undefined ? empty : { ...empty, forgottenAt };
}

/**
 * Whether a behaviour that may have been applied before is left out: it is among the last applied ones, or so old that
 * `applied` may have forgotten it.
 */
export function isSettled(profile: Profile | undefined, entry: Behaviour): boolean {
  if (!profile) return false;
  return profile.applied.includes(markOf(entry)) || entry.receivedAt <= profile.forgotUpTo;
}

/** All months together. */
export function totalOf({ months, earlier }: Pick<Profile, "months" | "earlier">): Tally {
  return Object.values(months).reduce(sum, earlier);
}

/** `2026-11` for a time in that month, UTC. */
function monthOf(at: number): string {
  return new Date(at).toISOString().slice(0, 7);
}

function emptyProfile(appId: string, wxid: string, since: number): Profile {
  return {
    appId,
    wxid,
    since,
    firstSeenAt: since,
    lastSeenAt: since,
    months: {},
    earlier: NO_TALLY,
    steps: {},
    tags: {},
    scenes: {},
    applied: [],
    forgotUpTo: 0,
  };
}

function counted(before: Profile, { receivedAt, kind, conversationId, rules }: Behaviour) {
  const one = { messages: 1, kinds: { [kind]: 1 }, chats: { [conversationId]: 1 }, rules: countsOf(rules) };
  const month = monthOf(receivedAt);
  const all = { ...before.months, [month]: sum(before.months[month] ?? NO_TALLY, one) };
  const names = Object.keys(all).sort();
  const oldest = ordinalOf(names.at(-1) ?? month) - MONTHS + 1;
  const isKept = (name: string) => ordinalOf(name) >= oldest;
  return {
    months: Object.fromEntries(names.filter(isKept).map((name) => [name, all[name] ?? NO_TALLY])),
    earlier: names
      .filter((name) => !isKept(name))
      .reduce((tally, name) => sum(tally, all[name] ?? NO_TALLY), before.earlier),
  };
}

/** Months since the year 0. */
function ordinalOf(month: string): number {
  return Number(month.slice(0, -3)) * 12 + Number(month.slice(-2));
}

function countsOf(names: readonly string[]): Record<string, number> {
  return Object.fromEntries(names.map((name) => [name, 1]));
}

function sum(a: Tally, b: Tally): Tally {
  return {
    messages: a.messages + b.messages,
    kinds: added(a.kinds, b.kinds),
    chats: added(a.chats, b.chats),
    rules: added(a.rules, b.rules),
  };
}

function added(a: Readonly<Record<string, number>>, b: Readonly<Record<string, number>>): Record<string, number> {
  const total = new Map(Object.entries(a));
  for (const [name, count] of Object.entries(b)) total.set(name, (total.get(name) ?? 0) + count);
  return Object.fromEntries(total);
}

function actedAfter({ acted }: Profile, { change: { act }, seenAt, receivedAt }: Behaviour): Pick<Profile, "acted"> {
  return actedPart(actedTogether(acted, act && actedOnce(act, { seenAt, receivedAt })));
}

/** The part of a profile that says what the person did. */
export function actedPart(acted: Profile["acted"] | undefined): Pick<Profile, "acted"> {
  return acted ? { acted } : {};
}

function firsts(steps: Profile["steps"], done: readonly string[], at: number): Profile["steps"] {
  const times = new Map(Object.entries(steps));
  for (const step of done) times.set(step, Math.min(at, times.get(step) ?? at));
  return Object.fromEntries(times);
}

function lasts<W extends { at: number; by: string }>(words: Record<string, W>, name: string, word: W) {
  const known = new Map(Object.entries(words)).get(name);
  const isLater = !known || word.at > known.at || (word.at === known.at && word.by > known.by);
  return isLater ? { ...words, [name]: word } : words;
}

function remembered({ applied, forgotUpTo }: Profile, entry: Behaviour) {
  const marks = [...applied, markOf(entry)];
  const forgotten = marks.slice(0, -REMEMBERED).map(acceptanceOf);
  return { applied: marks.slice(-REMEMBERED), forgotUpTo: Math.max(forgotUpTo, ...forgotten) };
}

/** The time of acceptance and a piece of the id's hash: short, because each write of a profile pays for its size. */
function markOf({ id, receivedAt }: Behaviour): string {
  return `${receivedAt.toString(36)}.${sha256Hex(id).slice(0, 8)}`;
}

function acceptanceOf(mark: string): number {
  return Number.parseInt(mark, 36);
}
