import { expect, it } from "vitest";
import { createPageRecipients } from "../../../../../shared/broadcasts/application/runs/page-recipients.ts";
import type { Recipients } from "../../../../../shared/broadcasts/domain/audience.ts";
import { reduceProfile } from "../../../../../shared/profiles/domain/profile.ts";
import { aBehaviour, aContact, aGroup, NOON } from "../../../../support/builders.ts";
import { fakeClock } from "../../../../support/fake-clock.ts";
import { memoryStorage } from "../../../../support/storage.ts";

const APP = "wx_app_1";

async function setUp() {
  const storage = memoryStorage();
  const contacts = ["a", "b", "c"].map((id) => aContact({ wxid: `wxid_${id}`, nickname: id.toUpperCase() }));
  const others = [
    aContact({ wxid: "weixin" }),
    aContact({ wxid: "filehelper" }),
    aContact({ wxid: "gh_1", kind: "official" }),
  ];
  await storage.directory.putContacts(APP, [...contacts, ...others]);
  for (const [id, name] of [
    ["1@chatroom", "客户一群"],
    ["2@chatroom", "客户二群"],
    ["3@chatroom", "同事"],
  ] as const) {
    await storage.directory.putGroup(APP, aGroup({ id, name }), []);
  }
  const page = createPageRecipients({ ...storage, clock: fakeClock() });

  /** All pages of `size`. */
  async function all(recipients: Recipients, size = 100, withNames = true) {
    const found = [];
    let optedOut = 0;
    let pages = 0;
    let cursor: string | undefined;
    do {
      const next = await page({ appId: APP, recipients, size, cursor, withNames });
      found.push(...next.recipients);
      optedOut += next.optedOut;
      cursor = next.cursor;
      pages += 1;
    } while (cursor !== undefined);
    return { found, ids: found.map(({ to }) => to), optedOut, pages };
  }

  return { ...storage, all };
}

it("a list is gone through in its order, each name once, with names where they are wanted", async () => {
  const { all } = await setUp();
  const ids = ["wxid_b", "1@chatroom", "wxid_b", "wxid_nobody", "9@chatroom"];
  const { found, pages } = await all({ type: "list", ids }, 2);
  expect(found).toEqual([
    { to: "wxid_b", name: "B", group: "" },
    { to: "1@chatroom", name: "", group: "客户一群" },
    { to: "wxid_nobody", name: "", group: "" },
    { to: "9@chatroom", name: "", group: "" },
  ]);
  expect(pages).toBe(2);
  expect((await all({ type: "list", ids: ["wxid_b"] }, 2, false)).found).toEqual([
    { to: "wxid_b", name: "", group: "" },
  ]);
});

it.each([
  [{}, ["1@chatroom", "2@chatroom", "3@chatroom"]],
  [{ include: { names: ["客户*"] } }, ["1@chatroom", "2@chatroom"]],
  [
    { include: { names: ["客户*"], ids: ["3@chatroom"] }, exclude: { ids: ["1@chatroom"] } },
    ["2@chatroom", "3@chatroom"],
  ],
  [{ exclude: { names: ["*二*"] } }, ["1@chatroom", "3@chatroom"]],
])("groups by id and name: %j", async (filter, expected) => {
  const { all } = await setUp();
  const { ids, found } = await all({ type: "groups", ...filter }, 1);
  expect(ids).toEqual(expected);
  expect(found.every(({ group, name }) => group !== "" && name === "")).toBe(true);
});

it("friends are people: none of WeChat's services, no Official Accounts, nobody who is left out", async () => {
  const { all } = await setUp();
  expect((await all({ type: "friends" }, 1)).ids).toEqual(["wxid_a", "wxid_b", "wxid_c"]);
  expect((await all({ type: "friends", exclude: ["wxid_b"] })).ids).toEqual(["wxid_a", "wxid_c"]);
});

it("friends with a tag are those whose profile has it", async () => {
  const { all, profiles } = await setUp();
  const tagged = (wxid: string, on: boolean) =>
    reduceProfile(
      undefined,
      aBehaviour({ appId: APP, conversationId: wxid, change: { user: wxid, tags: { vip: on } } }),
    );
  await profiles.put(tagged("wxid_a", true), 0, NOON);
  await profiles.put(tagged("wxid_b", false), 0, NOON);
  expect((await all({ type: "friends", tags: ["vip", "new"] })).ids).toEqual(["wxid_a"]);
  expect((await all({ type: "friends", tags: ["vip"], exclude: ["wxid_a", "wxid_b", "wxid_c"] })).ids).toEqual([]);
});

it("who opted out gets nothing, and is counted", async () => {
  const { all, optOuts } = await setUp();
  await optOuts.add(APP, "wxid_b", NOON);
  await optOuts.add("wx_app_2", "wxid_a", NOON);
  expect(await all({ type: "friends" }, 1)).toMatchObject({ ids: ["wxid_a", "wxid_c"], optedOut: 1, pages: 5 });
  expect((await all({ type: "list", ids: ["wxid_b"] })).ids).toEqual([]);
});
