import { describe, expect, it } from "vitest";
import type { DirectoryTask } from "../../../../shared/directory/domain/task.ts";
import { AppError } from "../../../../shared/kernel/domain/errors.ts";
import { setUpDirectory } from "../../../support/a-directory.ts";
import { aContact, aGroup, aMember, anAccount, NOON } from "../../../support/builders.ts";
import { withEveryCrash } from "../../../support/faults.ts";

const APP = "wx_app_1";
const HOUR = 3_600_000;
const wxids = (count: number) => Array.from({ length: count }, (_, index) => `wxid_${String(index).padStart(5, "0")}`);
const groupIds = (count: number) => Array.from({ length: count }, (_, index) => `${1000 + index}@chatroom`);
const groupsOf = (count: number) => new Map(groupIds(count).map((id) => [id, ["wxid_me", "wxid_00001"]]));

describe("a full sync", () => {
  it("reads 5,000 contacts and 300 groups in bounded tasks, two calls a second", async () => {
    const { worker, sync, settle, waiting, calls, directory, clock } = setUpDirectory({
      people: wxids(5000),
      officials: ["gh_1", "weixin"],
      groups: groupsOf(300),
    });
    await worker()(sync());
    expect(calls).toEqual(["ids"]);
    const tasks = waiting();
    expect(tasks).toHaveLength(300 + 100 + 1);
    const perSecond = Map.groupBy(tasks, ({ delaySeconds }) => delaySeconds);
    expect(Math.max(...[...perSecond.values()].map((some) => some.length))).toBeLessThanOrEqual(3);
    expect(Math.max(...tasks.map(({ task }) => JSON.stringify(task).length))).toBeLessThan(4000);

    await settle();
    expect((await directory.contacts(APP, undefined, 10_000)).contacts).toHaveLength(5002);
    expect((await directory.contacts(APP, "official", 10)).contacts.map(({ wxid }) => wxid)).toEqual([
      "gh_1",
      "weixin",
    ]);
    expect((await directory.groups(APP, 1000)).groups).toHaveLength(300);
    expect(await directory.members(APP, "1000@chatroom")).toHaveLength(2);
    expect(calls).toHaveLength(1 + 401);
    expect(clock.now() - NOON).toBeLessThan(250_000);
    expect(await directory.sync(APP)).toEqual({ request: "r-1", startedAt: NOON, contacts: 5002, groups: 300 });
  });

  it("never waits longer than SQS can delay", async () => {
    const { worker, sync, waiting } = setUpDirectory({ people: wxids(150_000) });
    await worker()(sync());
    expect(waiting()).toHaveLength(3000);
    expect(Math.max(...waiting().map(({ delaySeconds }) => delaySeconds))).toBeLessThan(900);
  });

  it("happens once a day, unless somebody asks, and then once a minute", async () => {
    const { worker, sync, settle, calls, clock, counts } = setUpDirectory({ people: wxids(1) });
    const lists = () => calls.filter((call) => call === "ids").length;
    await worker()(sync("a"));
    await settle();
    await worker()(sync("b"));
    expect(lists()).toBe(1);
    expect(counts.get("DirectorySyncSkipped")).toBe(1);
    clock.advance(61_000);
    await worker()(sync("c", true));
    expect(lists()).toBe(2);
    await worker()(sync("d", true));
    expect(lists()).toBe(2);
    clock.advance(20 * HOUR + 1);
    await worker()(sync("e"));
    expect(lists()).toBe(3);
  });

  it("removes contacts that are gone, and keeps what came in meanwhile", async () => {
    const { worker, sync, settle, book, clock, directory } = setUpDirectory({ people: wxids(10) });
    await worker()(sync("a"));
    await settle();
    clock.advance(24 * HOUR);
    book.people = wxids(8);
    await directory.putContacts(APP, [aContact({ wxid: "wxid_new", updatedAt: clock.now() + 1 })]);
    await worker()(sync("b"));
    await settle();
    const known = (await directory.contacts(APP, undefined, 100)).contacts.map(({ wxid }) => wxid);
    expect(known).toEqual([...wxids(8), "wxid_new"]);
  });

  it("does not believe a list that lacks most of the contacts", async () => {
    const { worker, sync, settle, book, clock, directory, counts } = setUpDirectory({ people: wxids(100) });
    await worker()(sync("a"));
    await settle();
    clock.advance(24 * HOUR);
    book.people = [];
    await worker()(sync("b"));
    expect((await directory.contacts(APP, undefined, 200)).contacts).toHaveLength(100);
    expect(counts.get("DirectoryListShrunk")).toBe(1);
  });

  it("asks about groups that the list does not name, and removes those that refuse", async () => {
    const { worker, sync, settle, directory } = setUpDirectory({
      groups: new Map([["2@chatroom", ["wxid_me"]]]),
      unsaved: new Set(["2@chatroom"]),
    });
    for (const id of ["1@chatroom", "2@chatroom"]) {
      await directory.putGroup(APP, aGroup({ id, updatedAt: NOON - 1 }), [aMember()]);
    }
    await worker()(sync());
    await settle();
    expect((await directory.groups(APP, 10)).groups.map(({ id }) => id)).toEqual(["2@chatroom"]);
  });

  it("goes on where a crash left it, wherever that was", async () => {
    const calls = await withEveryCrash(async (crash, where) => {
      const { worker, sync, settle, directory, book, clock } = setUpDirectory({
        people: wxids(60),
        groups: groupsOf(2),
      });
      await directory.putContacts(APP, [aContact({ wxid: "wxid_gone", updatedAt: NOON - 1 })]);
      await directory.putGroup(APP, aGroup({ id: "9@chatroom", updatedAt: NOON - 1 }), [aMember()]);
      const first = worker(crash);
      await first(sync()).catch(() => undefined);
      await settle(first).catch(() => undefined);
      // SQS would deliver the task again. This test loses the tasks of a crash, so it starts from the first one.
      clock.advance(360_000);
      await worker()(sync());
      await settle();
      const { contacts } = await directory.contacts(APP, undefined, 100);
      expect(
        contacts.map(({ wxid }) => wxid),
        where,
      ).toEqual(book.people);
      expect(
        (await directory.groups(APP, 10)).groups.map(({ id }) => id),
        where,
      ).toEqual(groupIds(2));
      expect((await directory.sync(APP))?.contacts, where).toBe(60);
    });
    expect(calls).toBeGreaterThan(10);
  });
});

describe("refreshing", () => {
  const refresh = (at: number): DirectoryTask => ({
    type: "refresh-group",
    appId: APP,
    groupId: "1@chatroom",
    at,
    doubted: false,
  });

  it("covers a burst of changes with one call", async () => {
    const { worker, calls, clock, directory } = setUpDirectory({ groups: new Map([["1@chatroom", ["wxid_me"]]]) });
    clock.advance(5000);
    for (const at of [0, 1000, 2000, 5000]) await worker()(refresh(NOON + at));
    expect(calls).toEqual(["group 1@chatroom"]);
    expect(await directory.group(APP, "1@chatroom")).toMatchObject({ updatedAt: NOON + 5000, memberCount: 1 });
    clock.advance(1000);
    await worker()(refresh(NOON + 6000));
    expect(calls).toHaveLength(2);
  });

  it("asks about a group that was only met where it is not known yet", async () => {
    const { worker, calls, directory } = setUpDirectory({ groups: new Map([["1@chatroom", ["wxid_me"]]]) });
    await worker()(refresh(0));
    await worker()(refresh(0));
    expect(calls).toEqual(["group 1@chatroom"]);
    expect(await directory.group(APP, "1@chatroom")).toBeDefined();
  });

  it("brings a contact up to date, but none back that was deleted after the change", async () => {
    const { worker, directory } = setUpDirectory();
    const contact = (at: number): DirectoryTask => ({ type: "refresh-contact", appId: APP, wxid: "wxid_a", at });
    await worker()(contact(NOON));
    expect(await directory.contact(APP, "wxid_a")).toMatchObject({ nickname: "昵称 wxid_a", kind: "friend" });
    await worker()({ type: "remove-contact", appId: APP, wxid: "wxid_a", at: NOON + 10 });
    await worker()(contact(NOON + 5));
    expect(await directory.contact(APP, "wxid_a")).toBeUndefined();
    await worker()(contact(NOON + 20));
    expect(await directory.contact(APP, "wxid_a")).toMatchObject({ updatedAt: NOON + 20 });
  });

  it("leaves the removal of contacts to a sync that began later", async () => {
    const { worker, sync, settle, clock, directory } = setUpDirectory({ people: ["wxid_a"] });
    clock.advance(1000);
    await worker()(sync());
    await settle();
    await worker()({ type: "remove-contact", appId: APP, wxid: "wxid_a", at: NOON + 500 });
    expect(await directory.contact(APP, "wxid_a")).toBeDefined();
    await worker()({ type: "remove-contact", appId: APP, wxid: "wxid_a", at: NOON + 1500 });
    expect(await directory.contact(APP, "wxid_a")).toBeUndefined();
  });

  it("keeps what is known of a group whose data the gateway refuses", async () => {
    const { worker, directory, counts } = setUpDirectory();
    await directory.putGroup(APP, aGroup({ id: "1@chatroom" }), [aMember()]);
    await worker()(refresh(NOON + 1));
    expect(await directory.group(APP, "1@chatroom")).toBeDefined();
    expect(counts.get('DirectoryTaskDropped{"reason":"refused"}')).toBe(1);
  });

  it("removes a group that the account left", async () => {
    const { worker, directory } = setUpDirectory();
    await directory.putGroup(APP, aGroup({ id: "1@chatroom" }), [aMember()]);
    await worker()({ type: "remove-group", appId: APP, groupId: "1@chatroom", at: NOON + 1 });
    expect(await directory.group(APP, "1@chatroom")).toBeUndefined();
  });
});

describe("an account that is not online", () => {
  it.each(["account-offline", "not-found"] as const)(
    "%s: drops the task, and syncs as soon as it is back",
    async (code) => {
      const { worker, sync, book, settle, directory } = setUpDirectory({ people: wxids(60) });
      await worker()(sync("a"));
      book.failure = new AppError(code, "已离线");
      await settle();
      expect((await directory.contacts(APP, undefined, 10)).contacts).toEqual([]);
      book.failure = undefined;
      await worker()(sync("b"));
      await settle();
      expect((await directory.contacts(APP, undefined, 100)).contacts).toHaveLength(60);
    },
  );

  it("what may pass goes back to the queue", async () => {
    const { worker, sync, book } = setUpDirectory();
    book.failure = new AppError("throttled", "频繁", { retryable: true });
    await expect(worker()(sync())).rejects.toMatchObject({ code: "throttled" });
    book.failure = undefined;
    await worker()(sync());
  });

  it("has no views where nobody registered it, and loses them where it was removed", async () => {
    const { worker, sync, calls, counts } = setUpDirectory({ people: wxids(3) }, []);
    await worker()(sync());
    expect(calls).toEqual([]);
    expect(counts.get('DirectoryTaskDropped{"reason":"unknown-account"}')).toBe(1);
    const other = setUpDirectory({ people: wxids(3) });
    const views = async () => (await other.directory.contacts(APP, undefined, 10)).contacts.length;
    await other.worker()(other.sync());
    await other.settle();
    await other.worker()({ type: "forget-account", appId: APP });
    expect(await views()).toBe(3);
    await other.accounts.remove(APP);
    await other.worker()({ type: "forget-account", appId: APP });
    expect(await views()).toBe(0);
  });
});

it("every account that is online is due once a day", async () => {
  const accounts = Array.from({ length: 200 }, (_, index) =>
    anAccount({
      appId: `wx_${index}`,
      ...(index === 0 ? { state: "IDLE" } : {}),
      ...(index === 1 ? { registered: false } : {}),
    }),
  );
  const { worker, take, clock } = setUpDirectory({}, accounts);
  const due: string[] = [];
  for (let hour = 0; hour < 24; hour++) {
    await worker()({ type: "sync-due" });
    const tasks = take();
    expect(tasks.length).toBeLessThan(25);
    for (const { task, delaySeconds } of tasks) {
      expect(delaySeconds).toBeLessThan(900);
      if (task.type === "sync-account") due.push(task.appId);
    }
    clock.advance(HOUR);
  }
  expect(due.toSorted()).toEqual(
    accounts
      .slice(2)
      .map(({ appId }) => appId)
      .toSorted(),
  );
});
