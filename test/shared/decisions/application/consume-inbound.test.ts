import { describe, expect, it, vi } from "vitest";
import { MOBILE, setUpConsumer } from "../../../support/a-consumer.ts";
import { anAccount, anEnvelope, anInboundText, aRule, NOON } from "../../../support/builders.ts";
import { crashAt, withEveryCrash } from "../../../support/faults.ts";

const numbered = (number: number, appId = "wx_app_1") =>
  anEnvelope({
    id: `env-${appId}-${number}`,
    message: anInboundText({ appId, newMsgId: String(number), text: `你好 ${number}` }),
  });
const echo = aRule({ id: "echo", actions: [{ type: "forward", to: "wxid_boss" }] });

describe("consuming a batch", () => {
  it("journals each message with its decision and sends all commands in one call, in order", async () => {
    const { consume, journal, outbound, texts } = setUpConsumer([echo]);
    expect(await consume([numbered(1), numbered(2), numbered(3)])).toEqual([undefined, undefined, undefined]);
    expect(texts()).toEqual(["你好 1", "你好 2", "你好 3"]);
    expect(outbound.calls).toHaveLength(1);
    expect(journal.entries().map(({ envelopeId, decision }) => [envelopeId, decision.rules])).toEqual([
      ["env-wx_app_1-1", ["echo"]],
      ["env-wx_app_1-2", ["echo"]],
      ["env-wx_app_1-3", ["echo"]],
    ]);
  });

  it("reads a large message from the bodies bucket and journals its reference", async () => {
    const { consume, bodies, journal, texts } = setUpConsumer([echo]);
    const body = await bodies.put("inbound/1.json", anInboundText({ text: "你好 large" }));
    const { id, appId, dedupKey, receivedAt } = anEnvelope();
    expect(await consume([{ id, appId, dedupKey, receivedAt, body }])).toEqual([undefined]);
    expect(texts()).toEqual(["你好 large"]);
    expect(journal.entries()[0]?.body).toEqual(body);
  });

  it("skips a replay under another envelope id and does nothing for it", async () => {
    const { consume, texts, counts, clock } = setUpConsumer([echo]);
    await consume([numbered(1)]);
    clock.advance(86_400_000);
    expect(await consume([{ ...numbered(1), id: "env-replayed" }])).toEqual([undefined]);
    expect(texts()).toEqual(["你好 1"]);
    expect(counts.get("InboundReplayed")).toBe(1);
  });

  it("carries out the stored decision again at its own retry, whatever the rules say by then", async () => {
    const { consume, outbound, rules, counts } = setUpConsumer([echo]);
    await consume([numbered(1)]);
    rules.push(aRule({ id: "first", priority: 5 }));
    await consume([numbered(1)]);
    const [first, second] = outbound.calls;
    expect(second).toEqual(first);
    expect(counts.get("InboundConsumed")).toBe(1);
  });

  it("writes notes to the log, once", async () => {
    const { consume, lines } = setUpConsumer([aRule({ actions: [{ type: "log", note: "seen" }] })]);
    await consume([numbered(1)]);
    await consume([numbered(1)]);
    expect(lines).toMatchObject([{ message: "rule", fields: { ruleId: "hello", note: "seen", appId: "wx_app_1" } }]);
  });
});

describe("a failure in the middle of a group", () => {
  it("leaves the rest of the group untouched, other groups go on, and the retry keeps the order", async () => {
    const { consume, journal, texts } = setUpConsumer([echo]);
    const record = journal.record;
    const failing = vi.spyOn(journal, "record").mockImplementation(async (entry, now) => {
      if (entry.dedupKey === "2" && entry.message.appId === "wx_app_1") throw new Error("throttled");
      return record(entry, now);
    });
    const batch = [numbered(1), numbered(1, MOBILE), numbered(2), numbered(2, MOBILE), numbered(3)];
    const results = await consume(batch);
    expect(results.map((result) => result?.message)).toEqual([
      undefined,
      undefined,
      "throttled",
      undefined,
      "throttled",
    ]);
    expect(failing.mock.calls.map(([{ envelopeId }]) => envelopeId)).not.toContain("env-wx_app_1-3");
    failing.mockRestore();
    expect(await consume([numbered(2), numbered(3)])).toEqual([undefined, undefined]);
    expect(texts("wx_app_1")).toEqual(["你好 1", "你好 2", "你好 3"]);
    expect(texts(MOBILE)).toEqual(["你好 1", "你好 2"]);
  });

  it("counts from the message whose command the queue refused, and sends the same commands again", async () => {
    const { consume, outbound, texts } = setUpConsumer([echo]);
    await consume([numbered(2)]);
    const refused = outbound.calls[0]?.[0]?.id ?? "";
    outbound.forget();
    outbound.refused.add(refused);
    const results = await consume([numbered(1), numbered(2), numbered(3), numbered(1, MOBILE)]);
    expect(results.map((result) => result?.message)).toEqual([
      undefined,
      "the outbound queue refused a command",
      "the outbound queue refused a command",
      undefined,
    ]);
    outbound.refused.clear();
    await consume([numbered(2), numbered(3)]);
    expect(new Set(texts("wx_app_1"))).toEqual(new Set(["你好 1", "你好 2", "你好 3"]));
    expect(texts("wx_app_1")).toHaveLength(3);
  });

  it("fails as a whole where a port throws what it should not, and the retry does it once", async () => {
    const { consume, outbound, texts } = setUpConsumer([echo]);
    vi.spyOn(outbound, "send").mockRejectedValueOnce(new Error("no port says so"));
    await expect(consume([numbered(1)])).rejects.toThrow("no port says so");
    await consume([numbered(1)]);
    expect(texts()).toEqual(["你好 1"]);
  });

  it("is an error even where something else was thrown", async () => {
    const { consume, journal } = setUpConsumer([echo]);
    vi.spyOn(journal, "record").mockRejectedValueOnce("odd");
    expect((await consume([numbered(1)]))[0]).toEqual(new Error("odd"));
  });
});

it("counts a message whose rules want more commands than it may have, and sends those it may have", async () => {
  const many = Array.from({ length: 3 }, (_, index) =>
    aRule({
      id: `many-${index}`,
      continue: true,
      actions: Array.from({ length: 10 }, (_none, action) => ({ type: "reply" as const, text: `${action}` })),
    }),
  );
  const { consume, counts, outbound } = setUpConsumer(many);
  await consume([numbered(1)]);
  expect(counts.get("TooManyCommands")).toBe(1);
  expect(outbound.accepted()).toHaveLength(20);
});

describe("an account that nobody registered", () => {
  it("has its messages kept and flagged, gets no answer, and is announced once", async () => {
    const { consume, journal, accounts, events, outbound } = setUpConsumer([echo]);
    await consume([numbered(1, "wx_stranger"), numbered(2, "wx_stranger")]);
    expect(journal.entries().map(({ decision }) => decision.flags)).toEqual([["unknown-account"], ["unknown-account"]]);
    expect(await accounts.get("wx_stranger")).toMatchObject({ registered: false });
    expect(events.types()).toEqual(["UnknownAccountSeen"]);
    expect(outbound.accepted()).toEqual([]);
  });

  it("is announced again after a death between announcement and flag, so that no death hides it", async () => {
    const { consume, restart, events, accounts } = setUpConsumer([echo], crashAt(4, "before"));
    expect(await consume([numbered(1, "wx_stranger")]).catch(() => "died")).toBe("died");
    expect(await accounts.get("wx_stranger")).toBeUndefined();
    await restart()([numbered(1, "wx_stranger")]);
    expect(events.types()).toEqual(["UnknownAccountSeen", "UnknownAccountSeen"]);
    expect(await accounts.get("wx_stranger")).toMatchObject({ registered: false });
  });

  it("holds nobody up while the event bus is down", async () => {
    const { consume, events, accounts } = setUpConsumer([echo]);
    events.down.now = true;
    expect(await consume([numbered(1, "wx_stranger")])).toEqual([undefined]);
    expect(await accounts.get("wx_stranger")).toMatchObject({ registered: false });
  });

  it("is answered within 5 s of its registration", async () => {
    const { consume, accounts, clock, texts } = setUpConsumer([echo]);
    await consume([numbered(1, "wx_stranger")]);
    await accounts.register(anAccount({ appId: "wx_stranger" }));
    clock.advance(5000);
    await consume([numbered(2, "wx_stranger")]);
    expect(texts("wx_stranger")).toEqual(["你好 2"]);
  });
});

describe("an account that was registered without its wxid", () => {
  const nameless = { accounts: [anAccount({ wxid: "" }), anAccount({ appId: MOBILE, wxid: "" })] };
  const inGroup = (number: number, appId: string, sender: string) =>
    anEnvelope({
      id: `env-${appId}-${number}`,
      message: anInboundText({
        appId,
        wxid: `wxid_of_${appId}`,
        newMsgId: String(number),
        chat: "group",
        conversationId: "1@chatroom",
        sender,
        text: "你好",
      }),
    });

  it("learns it from its first message, so that others of the fleet do not answer it for ever", async () => {
    const { consume, accounts, texts, clock } = setUpConsumer([aRule()], undefined, nameless);
    await consume([inGroup(1, "wx_app_1", "wxid_person"), inGroup(2, MOBILE, "wxid_person")]);
    expect((await accounts.list()).map(({ wxid }) => wxid)).toEqual(["wxid_of_wx_app_1", `wxid_of_${MOBILE}`]);
    expect(texts()).toEqual(["在的", "在的"]);
    clock.advance(5000);
    await consume([inGroup(3, MOBILE, "wxid_of_wx_app_1"), inGroup(4, "wx_app_1", `wxid_of_${MOBILE}`)]);
    expect(texts()).toEqual(["在的", "在的"]);
  });

  it("is written to once, and holds no message up where that fails", async () => {
    const { consume, accounts, texts, lines, clock } = setUpConsumer([aRule()], undefined, nameless);
    const learn = vi.spyOn(accounts, "learnWxid").mockRejectedValueOnce(new Error("away"));
    expect(await consume([inGroup(1, "wx_app_1", "wxid_person")])).toEqual([undefined]);
    expect(lines).toMatchObject([{ level: "error", fields: { appId: "wx_app_1" } }]);
    for (let number = 2; number < 5; number++) {
      await consume([inGroup(number, "wx_app_1", "wxid_person")]);
      clock.advance(6000);
    }
    expect(learn).toHaveBeenCalledTimes(2);
    expect(texts()).toHaveLength(4);
  });
});

it("loses nothing and sends nothing twice wherever the consumer dies", async () => {
  const crashes = await withEveryCrash(async (crash, where) => {
    const { consume, texts, restart } = setUpConsumer([echo], crash);
    const batch = [numbered(1), numbered(2, MOBILE), numbered(2), numbered(3)];
    const results = await consume(batch).catch(() => []);
    const left = crash.crashed() ? batch : batch.filter((_, position) => results[position]);
    expect(await restart()(left), where).toEqual(left.map(() => undefined));
    expect(texts("wx_app_1"), where).toEqual(["你好 1", "你好 2", "你好 3"]);
    expect(texts(MOBILE), where).toEqual(["你好 2"]);
  });
  expect(crashes).toBeGreaterThan(5);
});

describe("what messages tell of contacts and groups", () => {
  const group = "10000000001@chatroom";
  const groupChanged = (id: string, appId = "wx_app_1") => {
    const { kind, text, newMsgId, ...head } = anInboundText({ appId, conversationId: group });
    return anEnvelope({ id, message: { ...head, kind: "group-changed", name: "x", owner: "" } });
  };

  it("is queued once for a batch, and only for registered accounts", async () => {
    const { consume, lane } = setUpConsumer([]);
    await consume([groupChanged("e1"), anEnvelope(), groupChanged("e2"), groupChanged("e3", "wx_unknown")]);
    expect(lane.take().map(({ task }) => task)).toEqual([
      { type: "refresh-group", appId: "wx_app_1", groupId: group, at: NOON, doubted: false },
    ]);
    await consume([anEnvelope({ id: "e4", dedupKey: "d4" })]);
    expect(lane.waiting()).toEqual([]);
  });

  it("is also that a group exists, once a process", async () => {
    const { consume, restart, lane } = setUpConsumer([]);
    const said = (id: string) =>
      anEnvelope({ id, dedupKey: id, message: anInboundText({ chat: "group", conversationId: group }) });
    const task = { type: "refresh-group", appId: "wx_app_1", groupId: group, at: 0, doubted: false };
    await consume([said("e1"), said("e2"), anEnvelope()]);
    await consume([said("e3")]);
    expect(lane.take()).toEqual([{ task, delaySeconds: 0 }]);
    await restart()([said("e4")]);
    expect(lane.take()).toHaveLength(1);
  });

  it("holds up no message where the queue refuses", async () => {
    const { consume, lane, counts, journal } = setUpConsumer([]);
    lane.down.now = true;
    expect(await consume([groupChanged("e1")])).toEqual([undefined]);
    expect(journal.entries()).toHaveLength(1);
    expect(counts.get("DirectoryTaskRefused")).toBe(1);
  });
});

describe("questions to the AI", () => {
  const ask = aRule({ actions: [{ type: "ask-ai" }] });

  it("are queued, and nothing waits for their answers", async () => {
    const { consume, ai, outbound } = setUpConsumer([ask]);
    expect(await consume([numbered(1), numbered(1, MOBILE)])).toEqual([undefined, undefined]);
    expect(ai.accepted().map(({ appId, question }) => [appId, question])).toEqual([
      ["wx_app_1", "你好 1"],
      [MOBILE, "你好 1"],
    ]);
    expect(outbound.accepted()).toEqual([]);
  });

  it("that the queue refuses bring their message back, which asks the same again", async () => {
    const { consume, ai, counts } = setUpConsumer([ask]);
    await consume([numbered(2)]);
    const [first] = ai.accepted();
    ai.refused.add(first?.id ?? "");
    const results = await consume([numbered(1), numbered(2), numbered(3), numbered(1, MOBILE)]);
    const refusal = "the AI queue refused a question";
    expect(results.map((result) => result?.message)).toEqual([undefined, refusal, refusal, undefined]);
    expect(counts.get("AiTaskRefused")).toBe(1);
    ai.refused.clear();
    await consume([numbered(2), numbered(3)]);
    expect(ai.accepted()).toHaveLength(4);
    expect(ai.accepted().filter(({ id }) => id === first?.id)).toHaveLength(1);
  });
});
