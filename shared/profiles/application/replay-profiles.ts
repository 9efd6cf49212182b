import type { Directory } from "../../directory/application/ports/directory.ts";
import { inParallel } from "../../kernel/application/in-parallel.ts";
import type { Clock } from "../../kernel/application/ports/runtime.ts";
import { AppError } from "../../kernel/domain/errors.ts";
import type { Behaviour } from "../domain/behaviour.ts";
import { corrected, type ProfileDifference, profileDifferences } from "../domain/differences.ts";
import { forgottenProfile, type Profile, reduceProfile, type StoredProfile, totalOf } from "../domain/profile.ts";
import type { BehaviourHistory, ProfileKey, Profiles } from "./ports/profiles.ts";

/** How a user's profile stands to the journal. */
export type Replayed = ProfileKey & {
  /** Messages that the journal has of the user. */
  readonly messages: number;
  readonly differences: readonly ProfileDifference[];
};

export type ReplayProfiles = {
  /** One user: the private chat, the account's groups and all chats that the profile names. `repair` corrects it. */
  user(key: ProfileKey, options: ReplayOptions): Promise<Replayed>;
  /** Everybody, by one scan of the journal; who differs is looked at once more. Users in no order. */
  all(options: ReplayOptions): AsyncIterable<Replayed>;
};

export type ReplayOptions = {
  /** What was accepted before is not looked at, epoch ms; the journal's 90 days unless given. */
  readonly from?: number | undefined;
  readonly repair?: boolean | undefined;
};

const REACH = 90 * 86_400_000;
/** The consumer writes a profile right after the journal: what differs for longer than so many ms does differ. */
const SETTLING = 2000;
const LOOKS = 3;
const SIDE_BY_SIDE = 8;
/** Where friend requests come in. */
const FRIEND_REQUESTS = "fmessage";

/** Rebuilds profiles from the journal and compares them with the stored ones. */
export function createReplayProfiles(deps: {
  readonly history: BehaviourHistory;
  readonly profiles: Pick<Profiles, "get" | "put">;
  readonly directory: Pick<Directory, "groups">;
  readonly clock: Clock;
}): ReplayProfiles {
  async function groupsOf(appId: string): Promise<string[]> {
    const ids: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await deps.directory.groups(appId, 100, cursor);
      ids.push(...page.groups.map(({ id }) => id));
      cursor = page.cursor;
    } while (cursor);
    return ids;
  }

  async function read({ appId, wxid }: ProfileKey, chats: Iterable<string>, from: number): Promise<Behaviour[]> {
    const found: Behaviour[] = [];
    await inParallel([...new Set(chats)], SIDE_BY_SIDE, async (chat) => {
      for await (const behaviour of deps.history.conversation(appId, chat, deps.clock.now())) {
        if (behaviour.change.user === wxid && behaviour.receivedAt >= from) found.push(behaviour);
      }
    });
    // What came last is what the rebuilt profile has to remember.
    return found.sort((a, b) => a.receivedAt - b.receivedAt);
  }

  async function look(key: ProfileKey, more: Iterable<string>, from: number) {
    const before = await deps.profiles.get(key.appId, key.wxid, deps.clock.now());
    const chats = before ? Object.keys(totalOf(before.profile).chats) : [];
    const behaviours = await read(key, [key.wxid, FRIEND_REQUESTS, ...chats, ...more], from);
    const forgottenAt = before?.profile.forgottenAt;
    const start = forgottenAt === undefined ? undefined : forgottenProfile(key.appId, key.wxid, forgottenAt);
    const rebuilt = behaviours.reduce<Profile | undefined>(reduceProfile, start);
    const differences = profileDifferences(before?.profile, rebuilt, from);
    return { stored: before, rebuilt, result: { ...key, messages: behaviours.length, differences } };
  }

  async function repair(stored: StoredProfile | undefined, rebuilt: Profile, from: number): Promise<void> {
    const profile = corrected(stored?.profile, rebuilt, from);
    const { written } = await deps.profiles.put(profile, stored?.revision ?? 0, deps.clock.now());
    if (written) return;
    throw new AppError("conflict", "the profile was written meanwhile; repair it again", {
      details: { wxid: profile.wxid },
    });
  }

  async function settled(key: ProfileKey, more: Iterable<string>, options: ReplayOptions): Promise<Replayed> {
    const from = Math.max(options.from ?? 0, deps.clock.now() - REACH);
    let seen = await look(key, more, from);
    for (let again = 1; again < LOOKS && seen.result.differences.length > 0; again++) {
      await deps.clock.sleep(SETTLING);
      seen = await look(key, more, from);
    }
    if (options.repair && seen.rebuilt && seen.result.differences.length > 0) {
      await repair(seen.stored, seen.rebuilt, from);
    }
    return seen.result;
  }

  return {
    user: async (key, options) => settled(key, await groupsOf(key.appId), options),

    async *all(options) {
      const from = Math.max(options.from ?? 0, deps.clock.now() - REACH);
      const users = new Map<string, User>();
      for await (const row of deps.history.everything(deps.clock.now())) {
        if ("stored" in row) userOf(users, row.stored.profile).stored = row.stored.profile;
        else if (row.behaviour.receivedAt >= from) {
          const user = userOf(users, { appId: row.behaviour.appId, wxid: row.behaviour.change.user });
          user.rebuilt = reduceProfile(user.rebuilt, row.behaviour);
        }
      }
      for (const { key, stored, rebuilt } of users.values()) {
        if (profileDifferences(stored, rebuilt, from).length > 0) {
          yield await settled(key, rebuilt ? Object.keys(totalOf(rebuilt).chats) : [], options);
        } else yield { ...key, messages: rebuilt ? totalOf(rebuilt).messages : 0, differences: [] };
      }
    },
  };
}

type User = { readonly key: ProfileKey; stored?: Profile; rebuilt?: Profile };

function userOf(users: Map<string, User>, { appId, wxid }: ProfileKey): User {
  const word = JSON.stringify([appId, wxid]);
  const user = users.get(word) ?? { key: { appId, wxid } };
  users.set(word, user);
  return user;
}
