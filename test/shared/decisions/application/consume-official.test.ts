import { describe, expect, it } from "vitest";
import { officialXml, type WireFields } from "../../../../local/sim/weixin/wire.ts";
import { fieldsOf } from "../../../../shared/adapters/weixin/callback/fields.ts";
import { normalizeOfficial } from "../../../../shared/adapters/weixin/callback/message.ts";
import type { Envelope } from "../../../../shared/inbound/domain/envelope.ts";
import { dedupKeyOf } from "../../../../shared/messages/domain/dedup-key.ts";
import { setUpConsumer } from "../../../support/a-consumer.ts";
import { OFFICIAL, OPENID, officialFields } from "../../../support/an-official-callback.ts";
import { anAccount, anEnvelope, anInboundText, aRule, NOON } from "../../../support/builders.ts";
import { withEveryCrash } from "../../../support/faults.ts";

const account = anAccount({ appId: OFFICIAL.appId, channel: "official", wxid: OFFICIAL.originalId });
const event = (events: readonly string[], keys?: string[]) =>
  ({ type: "event", events, ...(keys ? { keys } : {}) }) as ReturnType<typeof aRule>["match"];

let number = 0;
function said(fields: WireFields, lane?: number): Envelope {
  number += 1;
  const message = normalizeOfficial(OFFICIAL.appId, fieldsOf(officialXml(officialFields(fields))), NOON);
  const id = `env-${String(number).padStart(4, "0")}`;
  const dedupKey = dedupKeyOf(message) ?? id;
  return { id, appId: OFFICIAL.appId, dedupKey, receivedAt: NOON, message, ...(lane === undefined ? {} : { lane }) };
}

const RULES = [
  aRule({
    id: "from-shop",
    priority: 10,
    match: event(["subscribe", "scan"], ["shop-12"]),
    actions: [{ type: "reply", text: "欢迎光临 12 号店" }],
  }),
  aRule({
    id: "welcome",
    channel: "official",
    match: event(["subscribe"]),
    actions: [{ type: "reply", text: "欢迎关注" }],
  }),
  aRule({ id: "hours", match: event(["menu-click"], ["hours"]), actions: [{ type: "reply", text: "9:00–21:00" }] }),
  aRule({ id: "personal", channel: "personal", match: { type: "kind", kinds: ["text"] } }),
];

/** The queued commands, by the rule that made them. */
const answers = (world: ReturnType<typeof setUpConsumer>) =>
  world.outbound
    .accepted()
    .map(({ to, origin, content }) => [
      to,
      "ruleId" in origin ? origin.ruleId : "",
      content.type === "text" ? content.text : content.type,
    ]);

describe("messages of an Official Account in the consumer", () => {
  it.each<[string, WireFields, string[][]]>([
    ["following", { Event: "subscribe" }, [[OPENID, "welcome", "欢迎关注"]]],
    [
      "following by a code",
      { Event: "subscribe", EventKey: "qrscene_shop-12" },
      [[OPENID, "from-shop", "欢迎光临 12 号店"]],
    ],
    ["a scan by a follower", { Event: "SCAN", EventKey: "shop-12" }, [[OPENID, "from-shop", "欢迎光临 12 号店"]]],
    ["a scan of another code", { Event: "SCAN", EventKey: "shop-13" }, []],
    ["a menu entry", { Event: "CLICK", EventKey: "hours" }, [[OPENID, "hours", "9:00–21:00"]]],
    ["another menu entry", { Event: "CLICK", EventKey: "prices" }, []],
    ["leaving", { Event: "unsubscribe" }, []],
    ["a text, which a rule for personal accounts does not take", { Content: "你好" }, []],
  ])("%s is answered by its rules, to the openid", async (_what, fields, expected) => {
    const world = setUpConsumer(RULES, undefined, { accounts: [account] });
    await world.consume([said(fields)]);
    expect(answers(world)).toEqual(expected);
  });

  it("are answered once, however often WeChat delivers them and wherever it crashes", async () => {
    const first = said({ Event: "subscribe" });
    const batch = [first, { ...first, id: `${first.id}-again` }];
    await withEveryCrash(async (crash) => {
      const world = setUpConsumer(RULES, crash, { accounts: [account] });
      await world.consume(batch).catch(() => "died");
      await world.restart()(batch);
      expect(answers(world)).toEqual([[OPENID, "welcome", "欢迎关注"]]);
    });
  });

  it("that personal accounts forward to one go out in the parts that it can send, to another personal account whole", async () => {
    const forward = (id: string, appId: string) =>
      aRule({
        id,
        continue: true,
        match: { type: "kind", kinds: ["text"] },
        actions: [{ type: "forward", to: "o-1", appId }],
      });
    const personal = [anAccount(), anAccount({ appId: "wx_app_2" })];
    const world = setUpConsumer(
      [forward("there", OFFICIAL.appId), forward("here", "wx_app_2"), forward("nowhere", "wx_gone")],
      undefined,
      {
        accounts: [account, ...personal],
      },
    );
    const text = "一".repeat(700);
    await world.consume([anEnvelope({ message: anInboundText({ text }) })]);
    expect(world.outbound.accepted().map(({ appId, content }) => [appId, "text" in content && content.text])).toEqual([
      [OFFICIAL.appId, "一".repeat(682)],
      [OFFICIAL.appId, "一".repeat(18)],
      ["wx_app_2", text],
      ["wx_gone", text],
    ]);
    expect(new Set(world.outbound.accepted().map(({ id }) => id)).size).toBe(4);
  });

  it("are no sign of life of an account that has none, and no reason to look at contacts", async () => {
    const world = setUpConsumer(RULES, undefined, { accounts: [account] });
    await world.consume([said({ Content: "你好" })]);
    expect([world.heard, world.back, world.lane.waiting()]).toEqual([[], [], []]);
  });

  it("of one lane do not wait for another lane's trouble", async () => {
    const world = setUpConsumer(RULES, undefined, { accounts: [account] });
    const broken = said({ Event: "subscribe" }, 0);
    const body = { key: "gone", bytes: 1 };
    const { message: _message, ...head } = "message" in broken ? broken : expect.fail();
    const results = await world.consume([
      { ...head, body },
      said({ Event: "CLICK", EventKey: "hours", FromUserName: "o-2" }, 1),
      said({ Event: "CLICK", EventKey: "hours", FromUserName: "o-3" }, 0),
    ]);
    expect(results.map((result) => result === undefined)).toEqual([false, true, false]);
    expect(answers(world)).toEqual([["o-2", "hours", "9:00–21:00"]]);
  });

  it("tell profiles of scans, menu entries, following and leaving", async () => {
    const world = setUpConsumer(RULES, undefined, { accounts: [account] });
    await world.consume([
      said({ Event: "subscribe", EventKey: "qrscene_shop-12", CreateTime: NOON / 1000 - 9 }),
      said({ Event: "SCAN", EventKey: "shop-13", CreateTime: NOON / 1000 - 8 }),
      said({ Event: "CLICK", EventKey: "hours", CreateTime: NOON / 1000 - 7 }),
      said({ Event: "VIEW", EventKey: "https://a.cn/", CreateTime: NOON / 1000 - 6 }),
      said({ Event: "unsubscribe", CreateTime: NOON / 1000 - 5 }),
      said({ Event: "TEMPLATESENDJOBFINISH", MsgID: "1", Status: "success" }),
    ]);
    expect(world.profiles.all().map(({ profile }) => profile)).toMatchObject([
      {
        wxid: OPENID,
        lastSeenAt: NOON - 5000,
        scenes: {
          subscribe: { value: "shop-12" },
          scan: { value: "shop-13" },
          "menu-click": { value: "hours" },
          "menu-view": { value: "https://a.cn/" },
        },
        months: { "2026-03": { messages: 5, kinds: { subscribe: 1, unsubscribe: 1 } } },
      },
    ]);
  });
});
