import * as z from "zod";
import { parseInput } from "../http.ts";
import { tellContactChanged, tellGone, tellGroupChanged } from "../wechat-api/callbacks/changes.ts";
import type { Vendor } from "../wechat-api/endpoint.ts";
import type { SimAccount } from "../wechat-api/state/accounts.ts";
import { groupChangeSchema, newGroup, type SimGroup } from "../wechat-api/state/groups.ts";
import { personChangeSchema, type SimPerson } from "../wechat-api/state/people.ts";

const populationSchema = z.strictObject({
  contacts: z.int().min(0).max(20_000).default(0),
  groups: z.int().min(0).max(2000).default(0),
  /** Of each group. */
  members: z.int().min(1).max(500).default(20),
});

const NOBODY: SimGroup = { name: "", owner: "", admins: [], members: [], unsavedBy: [], remarks: {} };

/** What other people do to address books and groups, as the `/sim` routes tell it. */
export function createAddressBookControl(vendor: Vendor) {
  return {
    /** A person changes the own profile; the accounts that are friends are told. */
    changePerson(wxid: string, input: unknown): SimPerson {
      const { nickName, alias, signature } = parseInput(personChangeSchema, input);
      const person = vendor.people.put(wxid, {
        ...(nickName === undefined ? {} : { nickName }),
        ...(alias === undefined ? {} : { alias }),
        ...(signature === undefined ? {} : { signature }),
      });
      for (const account of vendor.accounts.all()) {
        if (account.friends.includes(wxid)) tellContactChanged(vendor, account, wxid);
      }
      return person;
    },

    /** Makes or changes a group; accounts get into it and out of it, and all of them are told. */
    changeGroup(groupId: string, input: unknown): SimGroup {
      const { name, owner, members } = parseInput(groupChangeSchema, input);
      const before = vendor.groups.get(groupId) ?? NOBODY;
      const group = {
        ...before,
        name: name ?? before.name,
        owner: owner ?? before.owner,
        members: members ?? before.members,
      };
      vendor.groups.put(groupId, group);
      const wxids = new Set(group.members.map(({ wxid }) => wxid));
      for (const account of vendor.accounts.all()) {
        const wasIn = account.chatrooms.includes(groupId);
        const isIn = wxids.has(account.wxid);
        if (isIn === wasIn) continue;
        const others = account.chatrooms.filter((id) => id !== groupId);
        vendor.accounts.put(account.appId, { chatrooms: isIn ? [...others, groupId] : others });
        if (!isIn) tellGone(vendor, account, groupId);
      }
      tellGroupChanged(vendor, groupId, group);
      return group;
    },

    /** Gives an account as many contacts and groups as wanted, without telling it. */
    populate(account: SimAccount, input: unknown): { friends: number; chatrooms: number } {
      const { contacts, groups, members } = parseInput(populationSchema, input);
      const friends = numbered(contacts, (number) => `wxid_contact_${number}`);
      const chatrooms = numbered(groups, (number) => `2${number}0000@chatroom`);
      const populated = vendor.accounts.put(account.appId, { friends, chatrooms });
      for (const [index, groupId] of chatrooms.entries()) {
        const others = numbered(members - 1, (number) => `wxid_contact_${number}`);
        vendor.groups.put(groupId, newGroup(populated, `群 ${index + 1}`, others));
      }
      return { friends: friends.length, chatrooms: chatrooms.length };
    },
  };
}

function numbered(count: number, name: (number: string) => string): string[] {
  return Array.from({ length: count }, (_, index) => name(String(index + 1).padStart(5, "0")));
}
