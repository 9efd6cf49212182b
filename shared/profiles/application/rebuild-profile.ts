import { inParallel } from "../../kernel/application/in-parallel.ts";
import type { Clock } from "../../kernel/application/ports/runtime.ts";
import type { Behaviour } from "../domain/behaviour.ts";
import { type ProfileDifference, profileDifferences } from "../domain/differences.ts";
import { forgottenProfile, type Profile, reduceProfile, type StoredProfile, totalOf } from "../domain/profile.ts";
import type { BehaviourHistory } from "./ports/behaviour-history.ts";
import type { ProfileKey, Profiles } from "./ports/profiles.ts";

const SIDE_BY_SIDE = 8;
/** Where friend requests come in. */
const FRIEND_REQUESTS = "fmessage";

/** A user's profile as it is stored, and as the journal makes it; undefined where there is nothing of the user. */
export type RebuiltProfile = {
  readonly stored: StoredProfile | undefined;
  readonly rebuilt: Profile | undefined;
  /** Messages that the journal has of the user. */
  readonly messages: number;
  readonly differences: readonly ProfileDifference[];
};

/**
 * Rebuilds one profile from the private chat, the chats that the stored profile names and `chats`. What was accepted
 * before `from` (epoch ms) is left out.
 */
export function createRebuildProfile(deps: {
  readonly history: Pick<BehaviourHistory, "conversation">;
  readonly profiles: Pick<Profiles, "get">;
  readonly clock: Clock;
}): (key: ProfileKey, chats: Iterable<string>, from: number) => Promise<RebuiltProfile> {
  const { history, profiles, clock } = deps;

  async function read({ appId, wxid }: ProfileKey, chats: Iterable<string>, from: number): Promise<Behaviour[]> {
    const found: Behaviour[] = [];
    await inParallel([...new Set(chats)], SIDE_BY_SIDE, async (chat) => {
      for await (const behaviour of history.conversation(appId, chat, clock.now())) {
        if (behaviour.change.user === wxid && behaviour.receivedAt >= from) found.push(behaviour);
      }
    });
    // What came last is what the rebuilt profile has to remember.
    return found.sort((a, b) => a.receivedAt - b.receivedAt);
  }

  return async (key, more, from) => {
    const stored = await profiles.get(key.appId, key.wxid, clock.now());
    const chats = stored ? Object.keys(totalOf(stored.profile).chats) : [];
    const behaviours = await read(key, [key.wxid, FRIEND_REQUESTS, ...chats, ...more], from);
    const forgottenAt = stored?.profile.forgottenAt;
    const start = forgottenAt === undefined ? undefined : forgottenProfile(key.appId, key.wxid, forgottenAt);
    const rebuilt = behaviours.reduce<Profile | undefined>(reduceProfile, start);
    const differences = profileDifferences(stored?.profile, rebuilt, from);
    return { stored, rebuilt, messages: behaviours.length, differences };
  };
}
