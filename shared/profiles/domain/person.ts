import { isForgotten, type Profile } from "./profile.ts";

/** A person as one account knows them. Times of sign-ins in epoch ms. */
export type Member = {
  readonly appId: string;
  readonly openid: string;
  readonly firstSeenAt: number;
  readonly lastSeenAt: number;
};

/** A person over the accounts of one WeChat open platform account. */
export type Person = {
  readonly unionid: string;
  /** In the order in which the person came. */
  readonly accounts: readonly (Member & { readonly tags: readonly string[] })[];
  readonly firstSeenAt: number;
  readonly lastSeenAt: number;
  /** All that one of the accounts gave, in the order of the alphabet. */
  readonly tags: readonly string[];
};

/** One view of a person: sign-ins and, where the person also wrote, profiles. Members with their profiles, at least one. */
export function personOf(
  unionid: string,
  members: readonly { readonly member: Member; readonly profile: Profile | undefined }[],
): Person {
  const accounts = members
    .map(({ member, profile }) => seenAt(member, profile && !isForgotten(profile) ? profile : undefined))
    .sort((a, b) => a.firstSeenAt - b.firstSeenAt);
  return {
    unionid,
    accounts,
    firstSeenAt: Math.min(...accounts.map(({ firstSeenAt }) => firstSeenAt)),
    lastSeenAt: Math.max(...accounts.map(({ lastSeenAt }) => lastSeenAt)),
    tags: [...new Set(accounts.flatMap(({ tags }) => tags))].sort(),
  };
}

function seenAt(member: Member, profile: Profile | undefined) {
  if (!profile) return { ...member, tags: [] };
  return {
    ...member,
    firstSeenAt: Math.min(member.firstSeenAt, profile.firstSeenAt),
    lastSeenAt: Math.max(member.lastSeenAt, profile.lastSeenAt),
    tags: tagsOf(profile),
  };
}

/** The tags that a profile has now, in the order of the alphabet. */
export function tagsOf({ tags }: Pick<Profile, "tags">): string[] {
  return Object.entries(tags)
    .flatMap(([tag, { on }]) => (on ? [tag] : []))
    .sort();
}
