import { isService } from "../../../accounts/domain/services.ts";
import type { Directory } from "../../../directory/application/ports/directory.ts";
import { type Group, isGroupId } from "../../../directory/domain/directory.ts";
import type { Clock } from "../../../kernel/application/ports/runtime.ts";
import { fitsWildcard } from "../../../kernel/domain/wildcard.ts";
import type { Profiles } from "../../../profiles/application/ports/profiles.ts";
import type { Recipients } from "../../domain/audience.ts";

export type FindRecipientsDeps = {
  readonly directory: Directory;
  readonly profiles: Pick<Profiles, "getMany">;
  readonly clock: Clock;
};

/** Names are empty where they are not known, or were not asked for. */
export type Recipient = { readonly to: string; readonly name: string; readonly group: string };

/** One page of an account's recipients. */
export type PageRequest<R extends Recipients = Recipients> = {
  readonly appId: string;
  readonly recipients: R;
  /** How many are looked at, at most 100; the page may have fewer. */
  readonly size: number;
  readonly cursor: string | undefined;
  readonly withNames: boolean;
};

type RecipientsOf<T extends Recipients["type"]> = Extract<Recipients, { type: T }>;

/** `cursor`: where the next page begins; absent at the end. */
export type FoundRecipients = { readonly found: readonly Recipient[]; readonly cursor?: string };

/** The recipients of an account on one page, by its views of groups and friends. */
export function findRecipients(deps: FindRecipientsDeps, request: PageRequest): Promise<FoundRecipients> {
  const { recipients } = request;
  switch (recipients.type) {
    case "list":
      return fromList(deps, { ...request, recipients });
    case "groups":
      return fromGroups(deps, { ...request, recipients });
    case "friends":
      return fromFriends(deps, { ...request, recipients });
    default:
      return recipients satisfies never;
  }
}

async function fromList(
  { directory }: FindRecipientsDeps,
  { appId, recipients, size, cursor, withNames }: PageRequest<RecipientsOf<"list">>,
): Promise<FoundRecipients> {
  const all = [...new Set(recipients.ids)];
  const from = Number(cursor ?? 0);
  const page = all.slice(from, from + size);
  const found = withNames
    ? await Promise.all(page.map((to) => named(directory, appId, to)))
    : page.map((to) => ({ to, name: "", group: "" }));
  return { found, ...(from + size < all.length ? { cursor: String(from + size) } : {}) };
}

async function named(directory: Directory, appId: string, to: string): Promise<Recipient> {
  if (isGroupId(to)) return { to, name: "", group: (await directory.group(appId, to))?.name ?? "" };
  return { to, name: (await directory.contact(appId, to))?.nickname ?? "", group: "" };
}

async function fromGroups(
  { directory }: FindRecipientsDeps,
  { appId, recipients: { include, exclude }, size, cursor }: PageRequest<RecipientsOf<"groups">>,
): Promise<FoundRecipients> {
  const { groups, ...next } = await directory.groups(appId, size, cursor);
  const wanted = groups.filter((group) => (!include || fits(include, group)) && !(exclude && fits(exclude, group)));
  return { found: wanted.map(({ id, name }) => ({ to: id, name: "", group: name })), ...next };
}

function fits(filter: { ids?: readonly string[] | undefined; names?: readonly string[] | undefined }, group: Group) {
  return (
    (filter.ids?.includes(group.id) ?? false) || (filter.names?.some((name) => fitsWildcard(name, group.name)) ?? false)
  );
}

async function fromFriends(
  deps: FindRecipientsDeps,
  { appId, recipients: { tags, exclude = [] }, size, cursor }: PageRequest<RecipientsOf<"friends">>,
): Promise<FoundRecipients> {
  const { contacts, ...next } = await deps.directory.contacts(appId, "friend", size, cursor);
  const left = new Set(exclude);
  const friends = contacts.filter(({ wxid }) => !isService(wxid) && !left.has(wxid));
  const tagged = tags ? await withTag(deps, appId, friends, tags) : friends;
  return { found: tagged.map(({ wxid, nickname }) => ({ to: wxid, name: nickname, group: "" })), ...next };
}

/** The friends whose profile has one of the tags. */
async function withTag<T extends { readonly wxid: string }>(
  { profiles, clock }: FindRecipientsDeps,
  appId: string,
  friends: readonly T[],
  tags: readonly string[],
): Promise<readonly T[]> {
  if (friends.length === 0) return [];
  const keys = friends.map(({ wxid }) => ({ appId, wxid }));
  const found = await profiles.getMany(keys, clock.now());
  return friends.filter((_friend, index) => tags.some((tag) => found[index]?.profile.tags[tag]?.on));
}
