import type { Directory } from "../../directory/application/ports/directory.ts";
import type { Clock } from "../../kernel/application/ports/runtime.ts";
import { AppError } from "../../kernel/domain/errors.ts";
import { corrected, type ProfileDifference, profileDifferences } from "../domain/differences.ts";
import { type Profile, reduceProfile, totalOf } from "../domain/profile.ts";
import type { BehaviourHistory } from "./ports/behaviour-history.ts";
import type { ProfileKey, Profiles } from "./ports/profiles.ts";
import { createRebuildProfile, type RebuiltProfile } from "./rebuild-profile.ts";

/** How a user's profile stands to the journal. */
export type Replayed = ProfileKey & {
  /** Messages that the journal has of the user. */
  readonly messages: number;
  readonly differences: readonly ProfileDifference[];
};

export type ReplayProfiles = {
  /** One user: the private chat, the account's groups and all chats that the profile names. `repair` corrects it. */
  user(key: ProfileKey, options: ReplayOptions): Promise<Replayed>;
  /** All users, by one scan of the journal; a profile that differs is looked at once more. Users in no order. */
  all(options: ReplayOptions): AsyncIterable<Replayed>;
};

export type ReplayOptions = {
  /** What was accepted before is not looked at, epoch ms; the journal's 90 days unless given. */
  readonly from?: number | undefined;
  readonly repair?: boolean | undefined;
};

const REACH = 90 * 86_400_000;
/** A difference that lasts longer than this (ms) is real: the consumer writes a profile right after the journal. */
const SETTLING = 2000;
const LOOKS = 3;

/** Rebuilds profiles from the journal and compares them with the stored ones. */
export function createReplayProfiles(deps: {
  readonly history: BehaviourHistory;
  readonly profiles: Pick<Profiles, "get" | "put">;
  readonly directory: Pick<Directory, "groups">;
  readonly clock: Clock;
}): ReplayProfiles {
  const { history, profiles, clock } = deps;
  const rebuild = createRebuildProfile(deps);

  const fromOf = ({ from = 0 }: ReplayOptions): number => Math.max(from, clock.now() - REACH);

  async function repair({ stored, rebuilt }: RebuiltProfile, from: number): Promise<void> {
    if (!rebuilt) return;
    const profile = corrected(stored?.profile, rebuilt, from);
    const { written } = await profiles.put(profile, stored?.revision ?? 0, clock.now());
    if (written) return;
    throw new AppError("conflict", "the profile was written meanwhile; repair it again", {
      details: { wxid: profile.wxid },
    });
  }

  async function settled(key: ProfileKey, more: Iterable<string>, options: ReplayOptions): Promise<Replayed> {
    const from = fromOf(options);
    let seen = await rebuild(key, more, from);
    for (let again = 1; again < LOOKS && seen.differences.length > 0; again++) {
      await clock.sleep(SETTLING);
      seen = await rebuild(key, more, from);
    }
    const { messages, differences } = seen;
    if (options.repair && differences.length > 0) await repair(seen, from);
    return { ...key, messages, differences };
  }

  return {
    user: async (key, options) => settled(key, await groupsOf(deps.directory, key.appId), options),

    async *all(options) {
      const from = fromOf(options);
      for (const { key, stored, rebuilt } of await scan(history, from, clock.now())) {
        if (profileDifferences(stored, rebuilt, from).length > 0) {
          yield await settled(key, rebuilt ? Object.keys(totalOf(rebuilt).chats) : [], options);
        } else yield { ...key, messages: rebuilt ? totalOf(rebuilt).messages : 0, differences: [] };
      }
    },
  };
}

async function groupsOf(directory: Pick<Directory, "groups">, appId: string): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await directory.groups(appId, 100, cursor);
    ids.push(...page.groups.map(({ id }) => id));
    cursor = page.cursor;
  } while (cursor);
  return ids;
}

type ScannedUser = { readonly key: ProfileKey; stored?: Profile; rebuilt?: Profile };

/** All users of the journal with their profile as it is stored, and as the journal since `from` makes it. */
async function scan(history: BehaviourHistory, from: number, now: number): Promise<Iterable<ScannedUser>> {
  const users = new Map<string, ScannedUser>();
  const userOf = ({ appId, wxid }: ProfileKey): ScannedUser => {
    const word = JSON.stringify([appId, wxid]);
    const user = users.get(word) ?? { key: { appId, wxid } };
    users.set(word, user);
    return user;
  };
  for await (const row of history.everything(now)) {
    if ("stored" in row) userOf(row.stored.profile).stored = row.stored.profile;
    else if (row.behaviour.receivedAt >= from) {
      const user = userOf({ appId: row.behaviour.appId, wxid: row.behaviour.change.user });
      user.rebuilt = reduceProfile(user.rebuilt, row.behaviour);
    }
  }
  return users.values();
}
