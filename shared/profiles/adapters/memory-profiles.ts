import type { Profiles } from "../application/ports/profiles.ts";
import type { StoredProfile } from "../domain/profile.ts";

const KEPT = 365 * 86_400_000;

/** Profiles in memory; `all` shows those that are kept at `now`. */
export function createMemoryProfiles(): Profiles & { all(now?: number): readonly StoredProfile[] } {
  const rows = new Map<string, { stored: StoredProfile; until: number }>();
  const wordOf = (appId: string, wxid: string) => JSON.stringify([appId, wxid]);
  function read(appId: string, wxid: string, now: number): StoredProfile | undefined {
    const row = rows.get(wordOf(appId, wxid));
    return row && row.until > now ? row.stored : undefined;
  }
  return {
    get: async (appId, wxid, now) => read(appId, wxid, now),
    getMany: async (keys, now) => keys.map(({ appId, wxid }) => read(appId, wxid, now)),
    async put(profile, revision, now) {
      const { appId, wxid } = profile;
      const stored = read(appId, wxid, now);
      if ((stored?.revision ?? 0) !== revision) return { written: false, stored };
      rows.set(wordOf(appId, wxid), { stored: { profile, revision: revision + 1 }, until: now + KEPT });
      return { written: true };
    },
    all: (now = 0) => [...rows.values()].flatMap(({ stored, until }) => (until > now ? [stored] : [])),
  };
}
