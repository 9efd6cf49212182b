import { pageOf } from "../../platform/memory/pager.ts";
import type { Directory } from "../application/ports/directory.ts";
import type { DirectoryStore } from "../application/ports/store.ts";
import type { DirectorySyncs } from "../application/ports/syncs.ts";
import type { DirectoryWriter } from "../application/ports/writer.ts";
import type { Contact, DirectorySync, Group, GroupMember } from "../domain/directory.ts";

type Row<T> = { readonly value: T | undefined; readonly updatedAt: number };
type Entry = { readonly group: Group; readonly members: readonly GroupMember[] };

type Views = {
  readonly contacts: Map<string, Row<Contact>>;
  readonly groups: Map<string, Row<Entry>>;
  sync?: DirectorySync | undefined;
};

type ViewsOf = (appId: string) => Views;

/** Contacts and groups in memory. */
export function createMemoryDirectory(): DirectoryStore {
  const accounts = new Map<string, Views>();

  function viewsOf(appId: string): Views {
    const views = accounts.get(appId) ?? { contacts: new Map(), groups: new Map() };
    accounts.set(appId, views);
    return views;
  }

  return {
    ...createReader(viewsOf),
    ...createWriter(viewsOf),
    ...createSyncs(viewsOf),
    async forgetSome(appId) {
      return accounts.delete(appId);
    },
  };
}

function createReader(viewsOf: ViewsOf): Directory {
  return {
    async contact(appId, wxid) {
      return viewsOf(appId).contacts.get(wxid)?.value;
    },
    async contacts(appId, kind, limit, cursor) {
      const all = present(viewsOf(appId).contacts).filter((contact) => kind === undefined || contact.kind === kind);
      const { page, next } = pageOf(all, ({ wxid }) => wxid, limit, cursor);
      return { contacts: page, ...next };
    },
    async group(appId, groupId) {
      return viewsOf(appId).groups.get(groupId)?.value?.group;
    },
    async groups(appId, limit, cursor) {
      const all = present(viewsOf(appId).groups).map(({ group }) => group);
      const { page, next } = pageOf(all, ({ id }) => id, limit, cursor);
      return { groups: page, ...next };
    },
    async members(appId, groupId) {
      return viewsOf(appId).groups.get(groupId)?.value?.members ?? [];
    },
  };
}

function createWriter(viewsOf: ViewsOf): Omit<DirectoryWriter, "forgetSome"> {
  return {
    async putContact(appId, contact) {
      put(viewsOf(appId).contacts, contact.wxid, contact, contact.updatedAt);
    },
    async putContacts(appId, contacts) {
      const rows = viewsOf(appId).contacts;
      for (const contact of contacts) {
        const before = rows.get(contact.wxid)?.value;
        const same = before && JSON.stringify({ ...before, updatedAt: contact.updatedAt }) === JSON.stringify(contact);
        if (!same) put(rows, contact.wxid, contact, contact.updatedAt);
      }
    },
    async putGroup(appId, group, members) {
      put(viewsOf(appId).groups, group.id, { group, members }, group.updatedAt);
    },
    async removeContact(appId, wxid, at) {
      put(viewsOf(appId).contacts, wxid, undefined, at);
    },
    async removeGroup(appId, groupId, at) {
      put(viewsOf(appId).groups, groupId, undefined, at);
    },
  };
}

function createSyncs(viewsOf: ViewsOf): DirectorySyncs {
  return {
    async sync(appId) {
      return viewsOf(appId).sync;
    },
    async beginSync(appId, request, now, notSince) {
      const views = viewsOf(appId);
      const { sync } = views;
      if (!sync || sync.startedAt <= notSince) {
        views.sync = { request, startedAt: now };
        return views.sync;
      }
      return sync.request === request ? sync : undefined;
    },
    async countSync(appId, startedAt, contacts, groups) {
      const views = viewsOf(appId);
      if (views.sync?.startedAt === startedAt) views.sync = { ...views.sync, contacts, groups };
    },
    async giveUpSync(appId) {
      viewsOf(appId).sync = undefined;
    },
  };
}

/** Newer knowledge stays. */
function put<T>(rows: Map<string, Row<T>>, id: string, value: T | undefined, updatedAt: number): void {
  const before = rows.get(id);
  if (!before || before.updatedAt <= updatedAt) rows.set(id, { value, updatedAt });
}

/** The values that are not gone, by id. */
function present<T>(rows: Map<string, Row<T>>): T[] {
  const sorted = [...rows].sort(([a], [b]) => (a < b ? -1 : 1));
  return sorted.flatMap(([, { value }]) => (value === undefined ? [] : [value]));
}
