import type { Directory } from "../../../directory/application/ports/directory.ts";
import type { Group } from "../../../directory/domain/directory.ts";
import { isGroupId } from "../../../directory/domain/directory.ts";
import type { Clock } from "../../../kernel/application/ports/runtime.ts";
import { fitsWildcard } from "../../../kernel/domain/wildcard.ts";
import type { Profiles } from "../../../profiles/application/ports/profiles.ts";
import type { Recipients } from "../../domain/audience.ts";
import type { OptOuts } from "../ports/broadcasts.ts";

/** Names are empty where they are not known, or were not asked for. */
export type Recipient = { readonly to: string; readonly name: string; readonly group: string };

export type RecipientPage = {
  readonly recipients: readonly Recipient[];
  /** Those of the page who want no broadcasts. */
  readonly optedOut: number;
  /** Where the next page begins; absent at the end. */
  readonly cursor?: string;
};

export type PageRequest = {
  readonly appId: string;
  readonly recipients: Recipients;
  /** How many are looked at, at most 100; the page may have fewer. */
  readonly size: number;
  readonly cursor: string | undefined;
  readonly withNames: boolean;
};

/** WeChat's own services, which an address book holds among the friends. */
const SERVICES: ReadonlySet<string> = new Set([
  "weixin",
  "filehelper",
  "fmessage",
  "medianote",
  "floatbottle",
  "newsapp",
  "qmessage",
  "qqmail",
  "tmessage",
  "mphelper",
]);

type Found = { readonly found: readonly Recipient[]; readonly cursor?: string };

/** Pages through whom one account sends to, by its views of groups and friends. */
export function createPageRecipients(deps: {
  readonly directory: Pick<Directory, "contact" | "contacts" | "group" | "groups">;
  readonly profiles: Pick<Profiles, "getMany">;
  readonly optOuts: Pick<OptOuts, "among">;
  readonly clock: Clock;
}): (request: PageRequest) => Promise<RecipientPage> {
  async function named(appId: string, to: string): Promise<Recipient> {
    if (isGroupId(to)) return { to, name: "", group: (await deps.directory.group(appId, to))?.name ?? "" };
    return { to, name: (await deps.directory.contact(appId, to))?.nickname ?? "", group: "" };
  }

  async function fromList(ids: readonly string[], { appId, size, cursor, withNames }: PageRequest): Promise<Found> {
    const all = [...new Set(ids)];
    const from = Number(cursor ?? 0);
    const page = all.slice(from, from + size);
    const found = withNames
      ? await Promise.all(page.map((to) => named(appId, to)))
      : page.map((to) => ({ to, name: "", group: "" }));
    return { found, ...(from + size < all.length ? { cursor: String(from + size) } : {}) };
  }

  async function fromGroups(
    { include, exclude }: Extract<Recipients, { type: "groups" }>,
    { appId, size, cursor }: PageRequest,
  ): Promise<Found> {
    const page = await deps.directory.groups(appId, size, cursor);
    const wanted = page.groups.filter(
      (group) => (!include || fits(include, group)) && !(exclude && fits(exclude, group)),
    );
    const found = wanted.map(({ id, name }) => ({ to: id, name: "", group: name }));
    return { found, ...(page.cursor === undefined ? {} : { cursor: page.cursor }) };
  }

  async function fromFriends(
    { tags, exclude = [] }: Extract<Recipients, { type: "friends" }>,
    { appId, size, cursor }: PageRequest,
  ): Promise<Found> {
    const page = await deps.directory.contacts(appId, "friend", size, cursor);
    const left = new Set(exclude);
    const friends = page.contacts.filter(({ wxid }) => !SERVICES.has(wxid) && !left.has(wxid));
    const tagged = tags ? await withTag(appId, friends, tags) : friends;
    const found = tagged.map(({ wxid, nickname }) => ({ to: wxid, name: nickname, group: "" }));
    return { found, ...(page.cursor === undefined ? {} : { cursor: page.cursor }) };
  }

  async function withTag<T extends { readonly wxid: string }>(
    appId: string,
    friends: readonly T[],
    tags: readonly string[],
  ): Promise<readonly T[]> {
    if (friends.length === 0) return [];
    const keys = friends.map(({ wxid }) => ({ appId, wxid }));
    const profiles = await deps.profiles.getMany(keys, deps.clock.now());
    return friends.filter((_friend, index) => tags.some((tag) => profiles[index]?.profile.tags[tag]?.on));
  }

  function find(request: PageRequest): Promise<Found> {
    const { recipients } = request;
    switch (recipients.type) {
      case "list":
        return fromList(recipients.ids, request);
      case "groups":
        return fromGroups(recipients, request);
      case "friends":
        return fromFriends(recipients, request);
      default:
        return recipients satisfies never;
    }
  }

  return async (request) => {
    const { found, ...next } = await find(request);
    const optedOut = await deps.optOuts.among(
      request.appId,
      found.map(({ to }) => to),
    );
    return { recipients: found.filter(({ to }) => !optedOut.has(to)), optedOut: optedOut.size, ...next };
  };
}

function fits(filter: { ids?: readonly string[] | undefined; names?: readonly string[] | undefined }, group: Group) {
  return (
    (filter.ids?.includes(group.id) ?? false) || (filter.names?.some((name) => fitsWildcard(name, group.name)) ?? false)
  );
}
