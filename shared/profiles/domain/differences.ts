import { type Acted, type WindowAct, windowActs } from "../../accounts/domain/windows.ts";
import { actedPart, NO_TALLY, type Profile, type Tally } from "./profile.ts";

/** Something that a stored profile says and the journal does not, or the other way round. */
export type ProfileDifference = {
  /** `months.2026-11.kinds.text`, `tags.vip`, … */
  readonly path: string;
  readonly stored: unknown;
  readonly rebuilt: unknown;
};

/**
 * Compares a stored profile with the one that follows from the journal since `from` (epoch ms). A profile that began
 * before is compared as far as the journal reaches: whole months, and what was last said or first done since.
 */
export function profileDifferences(
  stored: Profile | undefined,
  rebuilt: Profile | undefined,
  from: number,
): ProfileDifference[] {
  if (!stored || !rebuilt) {
    const isKnown = stored ? stored.lastSeenAt < from : !rebuilt;
    return isKnown ? [] : [difference("", stored && "a profile", rebuilt && "a profile")];
  }
  const isWhole = stored.since >= from;
  return [
    ...(isWhole ? differ("since", stored.since, rebuilt.since) : []),
    ...earliest("firstSeenAt", stored.firstSeenAt, rebuilt.firstSeenAt, from),
    ...latest("lastSeenAt", { at: stored.lastSeenAt }, { at: rebuilt.lastSeenAt }, from),
    ...(isWhole ? tallies("earlier", stored.earlier, rebuilt.earlier) : []),
    ...keysOf(stored.months, rebuilt.months)
      .filter((month) => isWhole || beginOf(month) >= from)
      .flatMap((month) => tallies(`months.${month}`, stored.months[month], rebuilt.months[month])),
    ...keysOf(stored.steps, rebuilt.steps).flatMap((step) =>
      earliest(`steps.${step}`, stored.steps[step], rebuilt.steps[step], from),
    ),
    ...keysOf(stored.tags, rebuilt.tags).flatMap((tag) =>
      latest(`tags.${tag}`, stored.tags[tag], rebuilt.tags[tag], from),
    ),
    ...keysOf(stored.scenes, rebuilt.scenes).flatMap((type) =>
      latest(`scenes.${type}`, stored.scenes[type], rebuilt.scenes[type], from),
    ),
    ...(isWhole ? differ("acted.since", stored.acted?.since, rebuilt.acted?.since) : []),
    ...windowActs.flatMap((act) => latest(`acted.${act}`, wordOf(stored, act), wordOf(rebuilt, act), from)),
  ];
}

/**
 * The stored profile corrected by the one that follows from the journal since `from` (epoch ms): what is older than the
 * journal reaches stays as it is.
 */
export function corrected(stored: Profile | undefined, rebuilt: Profile, from: number): Profile {
  if (!stored || stored.since >= from) return rebuilt;
  return {
    ...stored,
    firstSeenAt: Math.min(stored.firstSeenAt, rebuilt.firstSeenAt),
    lastSeenAt: Math.max(stored.lastSeenAt, rebuilt.lastSeenAt),
    months: {
      ...only(stored.months, ([month]) => beginOf(month) < from),
      ...only(rebuilt.months, ([month]) => beginOf(month) >= from),
    },
    steps: { ...rebuilt.steps, ...only(stored.steps, ([, at]) => at < from) },
    tags: { ...only(stored.tags, ([, { at }]) => at < from), ...rebuilt.tags },
    scenes: { ...only(stored.scenes, ([, { at }]) => at < from), ...rebuilt.scenes },
    ...actedPart(correctedActs(stored, rebuilt, from)),
    applied: rebuilt.applied,
    forgotUpTo: Math.max(stored.forgotUpTo, rebuilt.forgotUpTo),
  };
}

/** When an act was done last. */
function wordOf({ acted }: Profile, act: WindowAct): { readonly at: number } | undefined {
  const at = acted?.last[act];
  return at === undefined ? undefined : { at };
}

function correctedActs({ acted }: Profile, rebuilt: Profile, from: number): Acted | undefined {
  if (!acted || !rebuilt.acted) return acted ?? rebuilt.acted;
  const bygone = only(acted.last, ([, at]) => at < from);
  return { since: Math.min(acted.since, rebuilt.acted.since), last: { ...bygone, ...rebuilt.acted.last } };
}

function only<T>(all: Readonly<Record<string, T>>, isMeant: (entry: [string, T]) => boolean): Record<string, T> {
  return Object.fromEntries(Object.entries(all).filter(isMeant));
}

/** When a month begins, UTC. */
function beginOf(month: string): number {
  return Date.parse(`${month}-01T00:00:00Z`);
}

function tallies(path: string, stored: Tally = NO_TALLY, rebuilt: Tally = NO_TALLY): ProfileDifference[] {
  return [
    ...differ(`${path}.messages`, stored.messages, rebuilt.messages),
    ...(["kinds", "chats", "rules"] as const).flatMap((by) =>
      keysOf(stored[by], rebuilt[by]).flatMap((name) =>
        differ(`${path}.${by}.${name}`, stored[by][name], rebuilt[by][name]),
      ),
    ),
  ];
}

/** What was first at a time before `from` is beyond the journal. */
function earliest(path: string, stored: number | undefined, rebuilt: number | undefined, from: number) {
  return stored !== undefined && stored < from ? [] : differ(path, stored, rebuilt);
}

/** What was last said before `from` is beyond the journal, unless the journal has a later word. */
function latest<W extends { readonly at: number }>(
  path: string,
  stored: W | undefined,
  rebuilt: W | undefined,
  from: number,
) {
  return stored && stored.at < from && (rebuilt?.at ?? 0) <= stored.at ? [] : differ(path, stored, rebuilt);
}

function differ(path: string, stored: unknown, rebuilt: unknown): ProfileDifference[] {
  return JSON.stringify(stored) === JSON.stringify(rebuilt) ? [] : [difference(path, stored, rebuilt)];
}

function difference(path: string, stored: unknown, rebuilt: unknown): ProfileDifference {
  return { path, stored, rebuilt };
}

function keysOf(a: object, b: object): string[] {
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].sort();
}
