import type { Profile, StoredProfile } from "../../domain/profile.ts";

/** Whose profile: a person as one account knows them. */
export type ProfileKey = { readonly appId: string; readonly wxid: string };

/** The profiles of users, each kept for a year after its last write. */
export type Profiles = {
  /**
   * Strongly consistent: rules ask for tags that a message before may just have given. Profiles that are asked for at
   * once are read in one call, where the adapter joins calls.
   */
  get(appId: string, wxid: string, now: number): Promise<StoredProfile | undefined>;
  /** In the order of at most 100 different keys, in one read, eventually consistent. */
  getMany(keys: readonly ProfileKey[], now: number): Promise<readonly (StoredProfile | undefined)[]>;
  /**
   * Writes one as the successor of `revision` (0: of nothing). `written: false` where another writer was faster;
   * `stored` is what stands there now. Throws `too-large`.
   */
  put(
    profile: Profile,
    revision: number,
    now: number,
  ): Promise<{ readonly written: true } | { readonly written: false; readonly stored: StoredProfile | undefined }>;
};
