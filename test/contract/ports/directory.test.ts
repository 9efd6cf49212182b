import { PutItemCommand } from "@aws-sdk/client-dynamodb";
import * as fc from "fast-check";
import { expect, it, vi } from "vitest";
import type { Contact, Group, GroupMember } from "../../../shared/directory/domain/directory.ts";
import { aContact, aGroup, aMember, NOON } from "../../support/builders.ts";
import { dynamoStorage } from "../../support/storage.ts";
import { onEveryDynamo, onEveryStorage } from "./every-storage.ts";

const APP = "wx_app_1";
const many = (count: number, change: (index: number) => Partial<Contact> = () => ({})) =>
  Array.from({ length: count }, (_, index) =>
    aContact({ wxid: `wxid_${String(index).padStart(4, "0")}`, ...change(index) }),
  );

onEveryStorage("the directory", (fresh) => {
  it("gives back contacts and groups as they were put", async () => {
    const { directory } = await fresh();
    const contact = aContact({ remark: "老王", alias: "wang", avatarUrl: "https://example.com/a.png" });
    const group = aGroup();
    const members = [aMember(), aMember({ wxid: "wxid_me", displayName: "店长🎉" })];
    await directory.putContacts(APP, [contact]);
    await directory.putGroup(APP, group, members);
    expect(await directory.contact(APP, contact.wxid)).toEqual(contact);
    expect(await directory.group(APP, group.id)).toEqual(group);
    expect(await directory.members(APP, group.id)).toEqual(members);
    expect(await directory.contact("wx_app_2", contact.wxid)).toBeUndefined();
    expect(await directory.group("wx_app_2", group.id)).toBeUndefined();
    expect(await directory.members(APP, "2@chatroom")).toEqual([]);
  });

  it("lists contacts by kind and in pages, without the groups", async () => {
    const { directory } = await fresh();
    const contacts = many(260, (index) => ({ kind: index % 100 === 7 ? "official" : "friend" }));
    await directory.putContacts(APP, contacts);
    await directory.putGroup(APP, aGroup(), [aMember()]);
    const officials = contacts.filter(({ kind }) => kind === "official");
    expect(await directory.contacts(APP, "official", 3)).toEqual({ contacts: officials });
    const some = await directory.contacts(APP, "official", 2);
    expect(some.contacts).toEqual(officials.slice(0, 2));
    expect(await directory.contacts(APP, "official", 2, some.cursor)).toEqual({ contacts: officials.slice(2) });
    const first = await directory.contacts(APP, undefined, 250);
    expect(first.contacts).toEqual(contacts.slice(0, 250));
    expect(await directory.contacts(APP, undefined, 250, first.cursor)).toEqual({ contacts: contacts.slice(250) });
    expect(await directory.contacts(APP, undefined, 260)).toEqual({ contacts });
    expect(await directory.contacts(APP, "enterprise", 10)).toEqual({ contacts: [] });
  });

  it("lists groups in pages, and refuses cursors of another list", async () => {
    const { directory } = await fresh();
    const groups = ["1@chatroom", "2@chatroom", "3@chatroom"].map((id) => aGroup({ id }));
    for (const group of groups) await directory.putGroup(APP, group, [aMember()]);
    await directory.putContacts(APP, many(3));
    const first = await directory.groups(APP, 2);
    expect(first.groups).toEqual(groups.slice(0, 2));
    expect(await directory.groups(APP, 2, first.cursor)).toEqual({ groups: groups.slice(2) });
    const { cursor } = await directory.contacts(APP, undefined, 2);
    await expect(directory.groups(APP, 2, cursor)).rejects.toMatchObject({ code: "invalid-input" });
    await expect(directory.groups("wx_app_2", 2, first.cursor)).rejects.toMatchObject({ code: "invalid-input" });
    await expect(directory.contacts(APP, undefined, 2, "nonsense")).rejects.toMatchObject({ code: "invalid-input" });
  });

  it("never replaces newer knowledge by older", async () => {
    const { directory } = await fresh();
    await directory.putContacts(APP, [aContact({ nickname: "new", updatedAt: NOON + 2 })]);
    await directory.putContacts(APP, [aContact({ nickname: "old", updatedAt: NOON + 1 })]);
    expect((await directory.contact(APP, "wxid_friend"))?.nickname).toBe("new");
    const id = "1@chatroom";
    await directory.putGroup(APP, aGroup({ id, name: "new", updatedAt: NOON + 2 }), [aMember({ displayName: "new" })]);
    await directory.putGroup(APP, aGroup({ id, name: "old", updatedAt: NOON + 1 }), [aMember({ displayName: "old" })]);
    expect((await directory.group(APP, id))?.name).toBe("new");
    expect(await directory.members(APP, id)).toEqual([aMember({ displayName: "new" })]);
    await directory.putGroup(APP, aGroup({ id, updatedAt: NOON + 3 }), [aMember({ displayName: "newest" })]);
    expect(await directory.members(APP, id)).toEqual([aMember({ displayName: "newest" })]);
  });

  it("keeps what is gone away until something newer tells of it", async () => {
    const { directory } = await fresh();
    const id = "1@chatroom";
    await directory.putContacts(
      APP,
      many(2, () => ({ updatedAt: NOON })),
    );
    await directory.putGroup(APP, aGroup({ id, updatedAt: NOON }), [aMember()]);
    await directory.removeContact(APP, "wxid_0000", NOON - 1);
    expect(await directory.contact(APP, "wxid_0000")).toBeDefined();
    await directory.removeContact(APP, "wxid_0000", NOON + 5);
    await directory.removeGroup(APP, id, NOON + 5);
    await directory.putContacts(
      APP,
      many(2, () => ({ updatedAt: NOON + 4 })),
    );
    await directory.putGroup(APP, aGroup({ id, updatedAt: NOON + 4 }), [aMember()]);
    expect(await directory.contact(APP, "wxid_0000")).toBeUndefined();
    expect((await directory.contacts(APP, undefined, 10)).contacts.map(({ wxid }) => wxid)).toEqual(["wxid_0001"]);
    expect(await directory.groups(APP, 10)).toEqual({ groups: [] });
    expect(await directory.group(APP, id)).toBeUndefined();
    expect(await directory.members(APP, id)).toEqual([]);
    const back = aContact({ wxid: "wxid_0000", updatedAt: NOON + 6 });
    await directory.putContacts(APP, [back]);
    await directory.putGroup(APP, aGroup({ id, updatedAt: NOON + 6 }), [aMember()]);
    expect(await directory.contact(APP, "wxid_0000")).toEqual(back);
    expect(await directory.members(APP, id)).toEqual([aMember()]);
  });

  it("knows that something never seen is gone", async () => {
    const { directory } = await fresh();
    await directory.removeContact(APP, "wxid_friend", NOON);
    await directory.putContacts(APP, [aContact({ updatedAt: NOON - 1 })]);
    expect(await directory.contact(APP, "wxid_friend")).toBeUndefined();
  });

  it("begins one sync at a time, which its own request may begin again", async () => {
    const { directory } = await fresh();
    expect(await directory.sync(APP)).toBeUndefined();
    const begun = await directory.beginSync(APP, "a", NOON, NOON - 10);
    expect(begun).toEqual({ request: "a", startedAt: NOON });
    expect(await directory.beginSync(APP, "b", NOON + 1, NOON - 1)).toBeUndefined();
    await directory.countSync(APP, NOON, 5000, 300);
    await directory.countSync(APP, NOON - 1, 1, 1);
    const counted = { request: "a", startedAt: NOON, contacts: 5000, groups: 300 };
    expect(await directory.beginSync(APP, "a", NOON + 2, NOON - 1)).toEqual(counted);
    expect(await directory.sync(APP)).toEqual(counted);
    expect(await directory.beginSync(APP, "b", NOON + 3, NOON)).toEqual({ request: "b", startedAt: NOON + 3 });
    await directory.giveUpSync(APP);
    expect(await directory.sync(APP)).toBeUndefined();
    expect(await directory.beginSync(APP, "c", NOON + 4, NOON - 1)).toMatchObject({ request: "c" });
  });

  it("forgets an account bit by bit, and no other", async () => {
    const { directory } = await fresh();
    await directory.putContacts(APP, many(150));
    await directory.putGroup(APP, aGroup(), [aMember()]);
    await directory.beginSync(APP, "a", NOON, NOON);
    await directory.putContacts("wx_app_2", many(1));
    let rounds = 0;
    while (await directory.forgetSome(APP)) rounds += 1;
    expect(rounds).toBeGreaterThan(0);
    expect(await directory.contacts(APP, undefined, 10)).toEqual({ contacts: [] });
    expect(await directory.groups(APP, 10)).toEqual({ groups: [] });
    expect(await directory.sync(APP)).toBeUndefined();
    expect((await directory.contacts("wx_app_2", undefined, 10)).contacts).toHaveLength(1);
  });

  it("keeps a group of 500 whose names are long", async () => {
    const { directory } = await fresh();
    const members: GroupMember[] = Array.from({ length: 500 }, (_, index) =>
      aMember({
        wxid: `wxid_${String(index * 7919)}abcdefgh`,
        nickname: `成员🎉${index}`.repeat(8),
        displayName: `名${index}`,
      }),
    );
    const group: Group = aGroup({ memberCount: 500 });
    await directory.putGroup(APP, group, members);
    expect(await directory.members(APP, group.id)).toEqual(members);
  });
});

onEveryStorage("what is known of one contact and one group", (fresh) => {
  const operation = fc.record({ gone: fc.boolean(), text: fc.constantFrom("甲", "乙") });

  it("is the newest, whatever order it comes in and however often", async () => {
    const { directory } = await fresh();
    let runs = 0;
    const history = fc.array(operation, { minLength: 1, maxLength: 5 }).chain((operations) =>
      fc.record({
        operations: fc.constant(operations),
        order: fc.shuffledSubarray([...operations.keys(), ...operations.keys()], { minLength: 2 * operations.length }),
      }),
    );
    await fc.assert(
      fc.asyncProperty(history, async ({ operations, order }) => {
        const app = `wx_run_${++runs}`;
        const group = aGroup();
        for (const at of order) {
          const { gone, text } = operations[at] ?? { gone: true, text: "" };
          if (gone) {
            await directory.removeContact(app, "wxid_friend", at);
            await directory.removeGroup(app, group.id, at);
          } else {
            await directory.putContact(app, aContact({ nickname: text, updatedAt: at }));
            const members = [aMember({ displayName: text })];
            await directory.putGroup(app, { ...group, name: text, updatedAt: at }, members);
          }
        }
        const newest = operations.at(-1);
        const text = newest?.gone ? undefined : newest?.text;
        expect((await directory.contact(app, "wxid_friend"))?.nickname).toBe(text);
        expect((await directory.group(app, group.id))?.name).toBe(text);
        expect((await directory.members(app, group.id)).map(({ displayName }) => displayName)).toEqual(
          text === undefined ? [] : [text],
        );
      }),
      { numRuns: 60 },
    );
  });
});

onEveryDynamo("the directory's writes", (backend) => {
  it("are spared for what is stored already", async () => {
    const { client } = backend();
    const { directory } = await dynamoStorage(backend());
    const send = vi.spyOn(client, "send");
    const puts = () => send.mock.calls.filter(([command]) => command instanceof PutItemCommand).length;
    await directory.putContacts(APP, many(60));
    expect(puts()).toBe(60);
    await directory.putContacts(
      APP,
      many(60, (index) => ({ updatedAt: NOON + 1, remark: index === 3 ? "新" : "" })),
    );
    expect(puts()).toBe(61);
    await directory.putGroup(APP, aGroup(), [aMember()]);
    expect(puts()).toBe(63);
    await directory.putGroup(APP, aGroup({ updatedAt: NOON + 1 }), [aMember()]);
    expect(puts()).toBe(64);
    send.mockRestore();
  });
});
