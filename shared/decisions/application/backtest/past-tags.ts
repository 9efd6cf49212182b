import { writerOf } from "../../../conversations/domain/conversation.ts";
import type { Clock } from "../../../kernel/application/ports/runtime.ts";
import type { Profiles } from "../../../profiles/application/ports/profiles.ts";
import type { Profile, StoredProfile } from "../../../profiles/domain/profile.ts";
import type { PastEffects } from "./past-effects.ts";
import type { PastMoment } from "./past-moment.ts";
import type { PastWindow } from "./past-window.ts";
import { remembered } from "./remembered.ts";

type Tags = Profile["tags"];

/**
 * The profile of who wrote a message, with the tags that the person had before the window: what the tried rules give
 * and take is added by the caller. A tag that was changed since then is inferred from its first change, and unsure.
 */
export function createPastTags(
  { profiles, clock }: { readonly profiles: Pick<Profiles, "get">; readonly clock: Clock },
  effects: PastEffects,
  window: PastWindow,
): (moment: PastMoment) => Promise<StoredProfile | undefined> {
  const profileOf = remembered((appId: string, wxid: string) => profiles.get(appId, wxid, clock.now()));

  function before(tags: Tags, first: ReadonlyMap<string, boolean>): Tags {
    const inferred = Object.entries(tags).map(([tag, word]) => {
      const isOlder = word.at < window.from;
      return [tag, { ...word, on: isOlder ? word.on : !(first.get(tag) ?? word.on) }] as const;
    });
    return Object.fromEntries(inferred);
  }

  return async ({ message, unsure }) => {
    const wxid = writerOf(message);
    const stored = await profileOf(message.appId, wxid);
    if (!stored) return undefined;
    const { profile } = stored;
    // A profile that began within the window had no tags before it.
    if (profile.since >= window.from) return { ...stored, profile: { ...profile, tags: {} } };
    if (Object.values(profile.tags).some(({ at }) => at >= window.from)) unsure.add("tags");
    return { ...stored, profile: { ...profile, tags: before(profile.tags, effects.firstTags(message.appId, wxid)) } };
  };
}
