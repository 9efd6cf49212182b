import { PutItemCommand } from "@aws-sdk/client-dynamodb";
import { expect, it } from "vitest";
import { createDynamoAccountStore } from "../../../shared/accounts/adapters/dynamo-store.ts";
import type { WxidList } from "../../../shared/accounts/application/ports/fleet-wxids.ts";
import { newAccount } from "../../../shared/accounts/domain/account.ts";
import { reasonOf } from "../../../shared/accounts/domain/reason.ts";
import { AppError } from "../../../shared/kernel/domain/errors.ts";
import { anAccount, anAnnouncement, NOON } from "../../support/builders.ts";
import { onEveryDynamo, onEveryStorage } from "./every-storage.ts";

const HOUR = 3_600_000;
const LIMITS = { perSecond: 5, burst: 10, dailyCap: 100 };

onEveryStorage("accounts", (fresh) => {
  it("come back as they were registered", async () => {
    const { accounts } = await fresh();
    const plain = newAccount({ appId: "wx_app_1", name: "小店" }, NOON);
    const limited = newAccount({ appId: "wx_app_2", name: "b", wxid: "wxid_b", limits: LIMITS, activeSince: 5 }, NOON);
    const official = newAccount({ appId: "wx_app_9", name: "公众号", channel: "official", wxid: "gh_1" }, NOON);
    await accounts.register(plain);
    await accounts.register(limited);
    await accounts.register(official);
    expect(await accounts.get("wx_app_1")).toEqual(plain);
    expect(await accounts.get("wx_app_2")).toEqual(limited);
    expect(await accounts.get("wx_app_9")).toEqual(official);
    expect(await accounts.get("wx_app_3")).toBeUndefined();
    expect(await accounts.list()).toEqual([plain, limited, official]);
  });

  it("are registered once, by one of many", async () => {
    const { accounts } = await fresh();
    const results = await Promise.allSettled(Array.from({ length: 10 }, () => accounts.register(anAccount())));
    const refused = results.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
    expect(refused).toHaveLength(9);
    for (const error of refused) {
      expect(error).toBeInstanceOf(AppError);
      expect(error).toMatchObject({ code: "conflict", details: { appId: "wx_app_1" } });
    }
  });

  it("that only sent callbacks are flagged once, and can be registered then with what is known of them", async () => {
    const { accounts } = await fresh();
    expect(await accounts.flagUnknown("wx_app_1", "wxid_x", NOON)).toBe(true);
    expect(await accounts.flagUnknown("wx_app_1", "wxid_x", NOON)).toBe(false);
    expect(await accounts.get("wx_app_1")).toMatchObject({ registered: false, wxid: "wxid_x", state: "IDLE" });
    expect(await accounts.list()).toHaveLength(1);

    const account = newAccount({ appId: "wx_app_1", name: "Shop" }, NOON + 5);
    await accounts.register(account);
    expect(await accounts.get("wx_app_1")).toEqual({ ...account, wxid: "wxid_x" });
    expect(await accounts.flagUnknown("wx_app_1", "wxid_x", NOON)).toBe(false);
    await expect(accounts.register(account)).rejects.toMatchObject({ code: "conflict" });
  });

  it("keep any appId that a callback may name", async () => {
    const { accounts } = await fresh();
    const odd = `${"x".repeat(3000)}#你好`;
    expect(await accounts.flagUnknown(odd, "", NOON)).toBe(true);
    expect(await accounts.get(odd)).toMatchObject({ appId: odd, registered: false });
  });

  it("change where they are registered, and keep what is left out", async () => {
    const { accounts } = await fresh();
    const account = anAccount();
    await accounts.register(account);
    const limited = await accounts.update("wx_app_1", { limits: LIMITS }, NOON + 1);
    expect(limited).toEqual({ ...account, limits: LIMITS, updatedAt: NOON + 1 });
    const renamed = await accounts.update("wx_app_1", { name: "New", activeSince: 7 }, NOON + 2);
    expect(renamed).toEqual({ ...account, name: "New", limits: LIMITS, activeSince: 7, updatedAt: NOON + 2 });
    const back = await accounts.update("wx_app_1", { limits: null }, NOON + 3);
    expect(back).toEqual({ ...account, name: "New", activeSince: 7, updatedAt: NOON + 3 });
    expect(await accounts.get("wx_app_1")).toEqual(back);
  });

  it("do not change where nobody registered them", async () => {
    const { accounts } = await fresh();
    expect(await accounts.update("wx_app_1", { name: "x" }, NOON)).toBeUndefined();
    await accounts.flagUnknown("wx_app_1", "", NOON);
    expect(await accounts.update("wx_app_1", { name: "x" }, NOON)).toBeUndefined();
    expect(await accounts.get("wx_app_1")).toMatchObject({ name: "" });
  });

  it("change their state from the state and epoch that the caller knows, once", async () => {
    const { accounts } = await fresh();
    const account = anAccount();
    const reason = reasonOf("beat-failed");
    await accounts.register(account);
    const moved = await Promise.all([
      accounts.transition(account, { to: "RECONNECTING", reason }, NOON + 9),
      accounts.transition(account, { to: "RECONNECTING", reason }, NOON + 9),
    ]);
    const at = NOON + 9;
    const after = { ...account, state: "RECONNECTING" as const, epoch: 1, reason, stateSince: at, updatedAt: at };
    expect(moved.filter(Boolean)).toEqual([after]);
    expect(await accounts.get("wx_app_1")).toEqual(after);
    expect(await accounts.transition(account, { to: "IDLE" }, NOON)).toBeUndefined();
    expect(await accounts.transition({ ...after, epoch: 5 }, { to: "IDLE" }, NOON)).toBeUndefined();
    expect(await accounts.transition(anAccount({ appId: "wx_app_9" }), { to: "IDLE" }, NOON)).toBeUndefined();
  });

  it("lose the reason of the state before, and take what a transition learned", async () => {
    const { accounts } = await fresh();
    const account = anAccount({ state: "LOGGING_IN", reason: reasonOf("login-scan"), refusedSends: 1 });
    await accounts.register(account);
    const online = await accounts.transition(account, { to: "ONLINE", refusedSends: 0, wxid: "wxid_new" }, NOON + 1);
    expect(online).toMatchObject({ state: "ONLINE", refusedSends: 0, wxid: "wxid_new" });
    expect(online).not.toHaveProperty("reason");
    expect(await accounts.get("wx_app_1")).toEqual(online);
  });

  it("say why they are in their state without leaving it, to whom knows the state and epoch", async () => {
    const { accounts } = await fresh();
    const account = anAccount({ state: "LOGGING_IN", epoch: 2 });
    await accounts.register(account);
    const reason = reasonOf("captcha-needed");
    expect(await accounts.explain(account, reason, NOON + 1)).toEqual({ ...account, reason, updatedAt: NOON + 1 });
    expect(await accounts.get("wx_app_1")).toMatchObject({ reason, epoch: 2 });
    expect(await accounts.explain({ ...account, epoch: 1 }, undefined, NOON)).toBeUndefined();
    expect(await accounts.explain({ ...account, state: "IDLE" }, undefined, NOON)).toBeUndefined();
    expect(await accounts.explain(account, undefined, NOON + 2)).not.toHaveProperty("reason");
    expect(await accounts.explain(anAccount({ appId: "wx_app_9" }), reason, NOON)).toBeUndefined();
  });

  it("keep what is to be told of them with the transition itself, in order and once, until it was told", async () => {
    const { accounts } = await fresh();
    const account = anAccount();
    const [fall, back] = [anAnnouncement(1, "ONLINE", "RECONNECTING"), anAnnouncement(2, "RECONNECTING", "ONLINE")];
    const call = { type: "person-needed", at: NOON + 3, epoch: 2, reason: reasonOf("login-scan"), qrUrl: "x" } as const;
    await accounts.register(account);
    const fallen = await accounts.transition(account, { to: "RECONNECTING" }, NOON, fall);
    expect(fallen?.untold).toEqual([fall]);
    expect(await accounts.transition(account, { to: "ERROR" }, NOON, back)).toBeUndefined();
    const returned = await accounts.transition({ ...account, ...fallen }, { to: "ONLINE" }, NOON, back);
    expect(returned?.untold).toEqual([fall, back]);
    const shop = { ...account, ...returned };
    await accounts.explain(shop, undefined, NOON, call);
    const { verifyUrl, ...rest } = { verifyUrl: "https://example.com", ...call };
    const asked = await accounts.explain(shop, undefined, NOON, { ...rest, verifyUrl });
    await accounts.explain(shop, undefined, NOON, { verifyUrl, ...rest });
    expect(asked?.untold).toEqual(expect.arrayContaining([fall, back, call, { ...call, verifyUrl }]));
    await Promise.all([accounts.markTold("wx_app_1", [fall]), accounts.markTold("wx_app_1", [fall, call])]);
    expect((await accounts.list())[0]?.untold).toEqual([back, { ...call, verifyUrl }]);
    await accounts.markTold("wx_app_1", []);
    await accounts.markTold("wx_app_1", [{ ...call, verifyUrl }, back]);
    expect((await accounts.get("wx_app_1"))?.untold).toEqual([]);
  });

  it("are not brought back by the word that something was told of them", async () => {
    const { accounts } = await fresh();
    await accounts.markTold("wx_app_1", [anAnnouncement(1, "ONLINE", "ERROR")]);
    expect(await accounts.get("wx_app_1")).toBeUndefined();
    const untold = [anAnnouncement(1, "IDLE", "LOGGING_IN")];
    await accounts.register(anAccount({ untold }));
    expect(await accounts.get("wx_app_1")).toMatchObject({ untold });
  });

  it("are trusted anew without a transition, unless somebody was faster", async () => {
    const { accounts } = await fresh();
    const account = anAccount({ state: "ONLINE", epoch: 2, refusedSends: 1 });
    await accounts.register(account);
    expect(await accounts.trust({ ...account, epoch: 1 }, NOON)).toBe(false);
    expect(await accounts.trust({ ...account, state: "IDLE" }, NOON)).toBe(false);
    expect(await accounts.get("wx_app_1")).toEqual(account);
    expect(await accounts.trust(account, NOON + 1)).toBe(true);
    expect(await accounts.get("wx_app_1")).toEqual({ ...account, refusedSends: 0, updatedAt: NOON + 1 });
    expect(await accounts.trust(anAccount({ appId: "wx_app_9" }), NOON)).toBe(false);
  });

  it("learn their wxid once, where they are registered and have none", async () => {
    const { accounts } = await fresh();
    await accounts.register(anAccount({ wxid: "" }));
    const before = await accounts.wxids(undefined, NOON);
    expect(await accounts.learnWxid("wx_app_1", "wxid_me", NOON + 1)).toBe(true);
    expect([...(await accounts.wxids(before, NOON + 2)).wxids]).toEqual(["wxid_me"]);
    expect(await accounts.learnWxid("wx_app_1", "wxid_other", NOON + 2)).toBe(false);
    expect(await accounts.get("wx_app_1")).toEqual(anAccount({ wxid: "wxid_me", updatedAt: NOON + 1 }));
    await accounts.flagUnknown("wx_unknown", "", NOON);
    expect(await accounts.learnWxid("wx_unknown", "wxid_x", NOON)).toBe(false);
    expect(await accounts.learnWxid("wx_none", "wxid_x", NOON)).toBe(false);
    expect(await accounts.get("wx_none")).toBeUndefined();
  });

  it("are removed where they are registered, and unknown after that", async () => {
    const { accounts } = await fresh();
    await accounts.register(anAccount());
    expect(await accounts.remove("wx_app_1")).toBe(true);
    expect(await accounts.remove("wx_app_1")).toBe(false);
    expect(await accounts.get("wx_app_1")).toBeUndefined();
    expect(await accounts.flagUnknown("wx_app_1", "wxid_me", NOON)).toBe(true);
    expect(await accounts.remove("wx_app_1")).toBe(false);
    expect(await accounts.list()).toHaveLength(1);
  });

  it("keep their device and the way their messages come in", async () => {
    const { accounts } = await fresh();
    const device = { type: "mac" as const, regionId: "320000", proxyIp: "socks5://u:p@10.0.0.1:1080" };
    const account = newAccount({ appId: "wx_app_1", name: "Shop", device, ingest: "poll" }, NOON);
    await accounts.register(account);
    expect(await accounts.get("wx_app_1")).toEqual(account);
    const changed = { device: { type: "ipad" as const, regionId: "110000" }, ingest: "callback" as const };
    expect(await accounts.update("wx_app_1", changed, NOON)).toEqual({ ...account, ...changed });
    expect(await accounts.get("wx_app_1")).toEqual({ ...account, ...changed });
  });

  it("tell their wxids, and the same again while none changes", async () => {
    const { accounts } = await fresh();
    expect((await accounts.wxids(undefined, NOON)).wxids).toEqual(new Set());
    await accounts.register(anAccount());
    await accounts.register(anAccount({ appId: "wx_app_2", wxid: "" }));
    await accounts.flagUnknown("wx_app_3", "wxid_x", NOON);
    const known = await accounts.wxids(undefined, NOON + HOUR);
    expect(known.wxids).toEqual(new Set(["wxid_me", "wxid_x"]));
    expect(await accounts.wxids(known, NOON + HOUR + 1)).toBe(known);
    await accounts.transition(anAccount(), { to: "ERROR" }, NOON + HOUR + 2);
    expect(await accounts.wxids(known, NOON + HOUR + 5000)).toBe(known);
  });

  it("tell the wxids of who was registered or has logged in since", async () => {
    const { accounts } = await fresh();
    const second = newAccount({ appId: "wx_app_2", name: "b" }, NOON);
    await accounts.register(second);
    const none = await accounts.wxids(undefined, NOON + HOUR);
    expect(none.wxids).toEqual(new Set());
    await accounts.register(newAccount({ appId: "wx_app_1", name: "a", wxid: "wxid_a" }, NOON + HOUR + 1000));
    const one = await accounts.wxids(none, NOON + HOUR + 1001);
    expect(one.wxids).toEqual(new Set(["wxid_a"]));
    const settled = await accounts.wxids(one, NOON + 2 * HOUR);
    await accounts.transition(second, { to: "ONLINE", wxid: "wxid_b" }, NOON + 3 * HOUR);
    const two = await accounts.wxids(settled, NOON + 3 * HOUR + 1);
    expect(two.wxids).toEqual(new Set(["wxid_a", "wxid_b"]));
    const moved = { ...second, state: "ONLINE" as const, epoch: second.epoch + 1, wxid: "wxid_b" };
    await accounts.transition(moved, { to: "ERROR", wxid: "wxid_b" }, NOON + 4 * HOUR);
    const later = await accounts.wxids(two, NOON + 5 * HOUR);
    expect(await accounts.wxids(later, NOON + 5 * HOUR + 1)).toBe(later);
  });

  it("are noted by their wxids once, and who reads these then learns what nobody announced", async () => {
    const { accounts } = await fresh();
    await accounts.register(anAccount());
    const known = await accounts.wxids(undefined, NOON + HOUR);
    expect(await accounts.noteWxids(new Set(["wxid_me"]), NOON + HOUR + 1)).toBe(true);
    expect(await accounts.noteWxids(new Set(["wxid_me"]), NOON + HOUR + 60_000)).toBe(false);
    await accounts.remove("wx_app_1");
    expect(await accounts.noteWxids(new Set(), NOON + 2 * HOUR)).toBe(true);
    expect((await accounts.wxids(known, NOON + 2 * HOUR + 1)).wxids).toEqual(new Set());
  });

  it("come in one list however many there are", async () => {
    const { accounts } = await fresh();
    const ids = Array.from({ length: 120 }, (_, index) => `wx_app_${String(index).padStart(3, "0")}`);
    await Promise.all(ids.map((appId) => accounts.register(newAccount({ appId, name: appId }, NOON))));
    expect((await accounts.list()).map(({ appId }) => appId)).toEqual(ids);
  });
});

onEveryDynamo("rows of accounts", (backend) => {
  it("that cannot be read are left out of a list that says so, and kept from all others", async () => {
    const { config: table } = await backend().freshTables();
    const { client } = backend();
    const accounts = createDynamoAccountStore({ client, table });
    await accounts.register(anAccount());
    const Item = {
      pk: { S: "account#wx_broken" },
      sk: { S: "account" },
      kind: { S: "account" },
      wxid: { S: "wxid_z" },
    };
    await client.send(new PutItemCommand({ TableName: table, Item }));
    const malformed: AppError[] = [];
    expect(await accounts.list((error) => malformed.push(error))).toEqual([anAccount()]);
    expect(malformed).toMatchObject([{ code: "internal", details: { pk: "account#wx_broken" } }]);
    await expect(accounts.list()).rejects.toMatchObject({ code: "internal" });
    expect((await accounts.wxids(undefined, NOON)).wxids).toEqual(new Set(["wxid_me", "wxid_z"]));
  });

  it("are announced before they are written: who lists between the two lists again", async () => {
    const { config: table } = await backend().freshTables();
    const { client } = backend();
    const accounts = createDynamoAccountStore({ client, table });
    const reader = createDynamoAccountStore({ client, table });
    let known: WxidList = await reader.wxids(undefined, NOON);
    const late = NOON + HOUR;
    const interrupted = Object.create(client, {
      send: {
        async value(command: { input: { Key?: { pk?: { S?: string } } } }) {
          if (command.input.Key?.pk?.S?.startsWith("account#")) known = await reader.wxids(known, late + 1);
          return client.send(command as never);
        },
      },
    });
    await createDynamoAccountStore({ client: interrupted, table }).register(
      newAccount({ appId: "wx_app_1", name: "a", wxid: "wxid_a" }, late),
    );
    expect(known).toEqual({ wxids: new Set(), listedAt: late + 1 });
    expect((await reader.wxids(known, late + 5000)).wxids).toEqual(new Set(["wxid_a"]));
    expect(await accounts.list()).toHaveLength(1);
  });
});
