import { describe, expect, it, vi } from "vitest";
import type { Completion } from "../../../../shared/ai/application/ports/ai.ts";
import { historyOf, isAnsweredByPerson } from "../../../../shared/ai/domain/history.ts";
import { DEFAULT_AI_SETTINGS } from "../../../../shared/ai/domain/settings.ts";
import { AppError } from "../../../../shared/kernel/domain/errors.ts";
import { commandId } from "../../../../shared/kernel/domain/ids.ts";
import { anAiTask, anOutage, aReply, setUpAi } from "../../../support/an-ai.ts";
import { aCommand, aDecision, anInboundText, NOON } from "../../../support/builders.ts";
import { withEveryCrash } from "../../../support/faults.ts";

const FALLBACK = DEFAULT_AI_SETTINGS.fallback;
const MINUTE = 60_000;

describe("a question", () => {
  it("is answered by one command of the rule, with what was said before it", async () => {
    const ai = setUpAi();
    await ai.receive({ text: "在吗" });
    await ai.receive({ text: "在的，请说", fromSelf: true, sender: "wxid_me" });
    const task = await ai.question("几点开门？", {}, { prompt: "只谈营业时间" });
    await ai.answer(task);
    const [command] = ai.outbound.accepted();
    expect(command).toMatchObject({
      appId: "wx_app_1",
      to: "wxid_friend",
      content: { type: "text", text: "回答1" },
      origin: { envelopeId: "env-0003", ruleId: "ask" },
      notAfter: task.notAfter,
    });
    expect(ai.asked[0]?.messages.map(({ role, content }) => [role, content])).toEqual([
      ["system", expect.stringContaining("只谈营业时间")],
      ["user", "<user_message>在吗</user_message>"],
      ["assistant", "在的，请说"],
      ["user", "<user_message>几点开门？</user_message>"],
    ]);
    expect(ai.counts.get("AiAnswered")).toBe(1);
    expect(ai.counts.get("AiTokens")).toBe(120);
  });

  it("follows what the AI and the rules said, and leaves out what is too old", async () => {
    const ai = setUpAi([], { historyHours: 1 });
    await ai.receive({ text: "很久以前", sentAt: NOON - 2 * 3_600_000 });
    await ai.answer(await ai.question("第一问"));
    await ai.answer(await ai.question("第二问"));
    expect(ai.asked[1]?.messages.slice(1).map(({ content }) => content)).toEqual([
      "<user_message>第一问</user_message>",
      "回答1",
      "<user_message>第二问</user_message>",
    ]);
  });

  it("in a group carries cleaned names and can mention the asker", async () => {
    const ai = setUpAi();
    const group = { chat: "group" as const, conversationId: "1@chatroom", sender: "wxid_a" };
    await ai.receive({ ...group, sender: "wxid_b", text: "大家好" });
    await ai.answer(await ai.question("几点？", group, { mention: true }));
    expect(ai.asked[0]?.messages[1]?.content).toBe(
      '<user_message from="名字wxid_b">大家好</user_message>\n<user_message from="名字wxid_a">几点？</user_message>',
    );
    expect(ai.outbound.accepted()[0]?.content).toEqual({ type: "text", text: "回答1", mentions: ["wxid_a"] });
  });

  it("in a group whose names cannot be read is answered all the same", async () => {
    const ai = setUpAi();
    vi.spyOn(ai.names, "inGroup").mockRejectedValue(new Error("the table is away"));
    await ai.answer(await ai.question("几点？", { chat: "group", conversationId: "1@chatroom", sender: "wxid_a" }));
    expect(ai.asked[0]?.messages[1]?.content).toBe('<user_message from="群成员">几点？</user_message>');
    expect(ai.texts()).toEqual(["回答1"]);
  });

  it("is answered as the account's own settings say", async () => {
    const ai = setUpAi();
    await ai.settings.putAccount("wx_app_1", { systemPrompt: "你是书店店员", model: "own", temperature: 0.2 });
    await ai.answer(await ai.question("有书吗"));
    expect(ai.asked[0]).toMatchObject({ model: "own", temperature: 0.2, maxTokens: 800, timeoutMs: 30_000 });
    expect(ai.asked[0]?.messages[0]?.content.startsWith("你是书店店员\n\n")).toBe(true);
  });

  it("is not answered an hour later", async () => {
    const ai = setUpAi();
    const task = await ai.question("还在吗");
    ai.clock.advance(3_600_000);
    await ai.answer(task);
    expect(ai.asked).toEqual([]);
    expect(ai.counts.get('AiSuppressed{"reason":"expired"}')).toBe(1);
  });

  it("goes back to the queue where the answer cannot be queued, and is then answered the same", async () => {
    const ai = setUpAi();
    const task = await ai.question("问");
    const id = commandId(task.id, "ask", 0);
    ai.outbound.refused.add(id);
    await expect(ai.answer(task)).rejects.toThrow("the outbound queue refused an answer");
    ai.outbound.refused.delete(id);
    ai.clock.advance(MINUTE);
    await ai.process()(task);
    expect(ai.asked).toHaveLength(1);
    expect(ai.texts()).toEqual(["回答1"]);
  });
});

describe("a person's answer", () => {
  it("is waited for where the conversation is handed over while the model thinks, until then and no longer", async () => {
    const ai = setUpAi();
    const task = await ai.question("几点开门？");
    const { appId, conversationId, askedAt } = task;
    const handover = { by: "rule" as const, at: ai.clock.now(), until: askedAt + MINUTE };
    ai.meanwhile.do = () => ai.conversations.mute(appId, conversationId, handover, ai.clock.now());
    await ai.answer(task);
    expect(ai.texts()).toEqual([]);
    expect(ai.counts.get('AiSuppressed{"reason":"person"}')).toBe(1);
    ai.meanwhile.do = async () => undefined;
    await ai.answer(await ai.question("明天呢？", { sentAt: askedAt + MINUTE }));
    expect(ai.texts()).toEqual(["回答2"]);
  });

  const own = { fromSelf: true, sender: "wxid_me", text: "我来回答" };

  it("before the AI is asked saves the call", async () => {
    const ai = setUpAi();
    const task = await ai.question("几点？");
    await ai.receive(own);
    await ai.answer(task);
    expect(ai.asked).toEqual([]);
    expect(ai.counts.get('AiSuppressed{"reason":"person"}')).toBe(1);
  });

  it("while the AI thinks keeps its answer from being said, and the fallback too", async () => {
    for (const completion of [aReply("晚了"), anOutage()]) {
      const ai = setUpAi([completion]);
      const task = await ai.question("几点？");
      ai.meanwhile.do = async () => void (await ai.receive(own));
      await ai.answer(task);
      await ai.process()(task);
      expect(ai.texts()).toEqual([]);
    }
  });

  it("is none if it was written before the question, elsewhere, or is an echo of what the fleet said", async () => {
    const ai = setUpAi();
    await ai.receive(own);
    await ai.answer(await ai.question("第一问"));
    await ai.receive({ ...own, conversationId: "wxid_other" });
    const task = await ai.question("第二问");
    await ai.receive({ ...own, text: "回答1" });
    await ai.answer(task);
    expect(ai.texts()).toEqual(["回答1", "回答2"]);
  });

  it("is a picture too, but no notice, and no picture where a rule sends pictures", async () => {
    const { text: _text, kind: _kind, ...head } = anInboundText({ fromSelf: true, sender: "wxid_me" });
    const line = (kind: string, commands: ReturnType<typeof aCommand>[] = []) => ({
      ...head,
      kind,
      sentAt: NOON + MINUTE,
      envelopeId: "env-9",
      decision: aDecision({ commands }),
      answers: [],
    });
    const picture = aCommand({ content: { type: "image", url: "https://example.com/a.png" } });
    for (const kind of ["image", "video-channel", "group-invitation"]) {
      expect(isAnsweredByPerson([line(kind)], anAiTask())).toBe(true);
    }
    for (const kind of ["pat", "group-announcement", "friend-request"]) {
      expect(isAnsweredByPerson([line(kind)], anAiTask())).toBe(false);
    }
    expect(isAnsweredByPerson([line("image", [picture])], anAiTask())).toBe(false);
  });

  it("within the second of the question counts by the order of receipt", async () => {
    const ai = setUpAi();
    const sentAt = NOON + 500_000;
    await ai.receive({ ...own, sentAt });
    const task = await ai.question("同一秒", { sentAt });
    await ai.answer(task);
    await ai.receive({ ...own, sentAt });
    const later = await ai.question("再问", { sentAt: sentAt + 1 });
    await ai.answer(later);
    expect(ai.texts()).toEqual(["回答1", "回答2"]);
    await ai.receive({ ...own, sentAt: sentAt + 1 });
    await ai.process()(later);
    expect(ai.counts.get('AiSuppressed{"reason":"person"}')).toBe(1);
  });
});

describe("several quick questions", () => {
  it("of one person get one answer, which knows all of them", async () => {
    const ai = setUpAi();
    const tasks = [await ai.question("在吗"), await ai.question("想问一下"), await ai.question("几点开门")];
    for (const task of tasks) await ai.answer(task);
    expect(ai.texts()).toEqual(["回答1"]);
    expect(ai.asked[0]?.messages.slice(1)).toEqual([
      {
        role: "user",
        content: ["在吗", "想问一下", "几点开门"].map((text) => `<user_message>${text}</user_message>`).join("\n"),
      },
    ]);
    expect(ai.counts.get("AiSuperseded")).toBe(2);
  });

  it("by different rules are answered each", async () => {
    const ai = setUpAi();
    const tasks = [await ai.question("问：几点"), await ai.question("翻译：早", {}, {}, "translate")];
    for (const task of tasks) await ai.answer(task);
    expect(ai.texts()).toEqual(["回答1", "回答2"]);
  });

  it("of several people of a group are answered each", async () => {
    const ai = setUpAi();
    const group = { chat: "group" as const, conversationId: "1@chatroom" };
    const tasks = [
      await ai.question("甲问", { ...group, sender: "wxid_a" }),
      await ai.question("乙问", { ...group, sender: "wxid_b" }),
    ];
    await Promise.all(tasks.map(ai.answer));
    expect(ai.texts()).toHaveLength(2);
  });
});

const sentences = (count: number) => Array.from({ length: count }, (_, n) => `这是第${n}句话。`).join("");

describe("a long answer", () => {
  it("goes out in messages that end with a sentence, the first of which mentions the asker", async () => {
    const ai = setUpAi([aReply(sentences(200))]);
    const group = { chat: "group" as const, conversationId: "1@chatroom", sender: "wxid_a" };
    const task = await ai.question("讲讲", group, { mention: true });
    await ai.answer(task);
    await ai.process()(task);
    const sent = ai.outbound.accepted();
    expect(ai.texts().join("")).toBe(sentences(200));
    expect(sent.map(({ id }) => id)).toEqual([commandId(task.id, "ask", 0), commandId(task.id, "ask", 1)]);
    expect(sent.map(({ content }) => "mentions" in content)).toEqual([true, false]);
    for (const text of ai.texts()) expect(text).toMatch(/^[^。].{0,999}。$/);
    expect(ai.counts.get("AiTruncated")).toBeUndefined();
  });

  it("is cut off where it is longer than allowed, and operators are told once", async () => {
    for (const completion of [aReply(sentences(400)), aReply("一句话。没说完的", "length")]) {
      const ai = setUpAi([completion]);
      const task = await ai.question("讲讲");
      await ai.answer(task);
      await ai.process()(task);
      expect(ai.texts().join("").length).toBeLessThanOrEqual(2000);
      expect(ai.texts().at(-1)).toMatch(/。$/);
      expect(ai.counts.get("AiTruncated")).toBe(1);
      expect(ai.events.published).toMatchObject([
        {
          type: "AiAnswerTruncated",
          detail: { appId: "wx_app_1", eventId: task.id, reason: expect.stringContaining("ask") },
        },
      ]);
    }
  });

  it("at an Official Account takes five messages at most", async () => {
    const ai = setUpAi([aReply(sentences(700))], { maxReplyCharacters: 5000 });
    await ai.answer(await ai.question("讲讲").then((task) => ({ ...task, official: true as const })));
    expect(ai.texts()).toHaveLength(5);
    for (const text of ai.texts()) expect(Buffer.byteLength(text)).toBeLessThanOrEqual(2048);
    expect(ai.counts.get("AiTruncated")).toBe(1);
  });

  it("whose parts the gateway calls back is no person's message", async () => {
    const ai = setUpAi([aReply(sentences(200))]);
    await ai.answer(await ai.question("讲讲"));
    const parts = ai.texts();
    const task = await ai.question("还有呢");
    for (const text of parts) await ai.receive({ fromSelf: true, sender: "wxid_me", text });
    await ai.answer(task);
    expect(ai.texts().at(-1)).toBe("回答2");
  });
});

describe("an answer that quotes", () => {
  const quote = { id: "7", type: 1, conversationId: "c", sender: "s", name: "张三", content: "几点？", sentAt: NOON };

  it("does so in its first message, and is history by its words", async () => {
    const ai = setUpAi([aReply(sentences(200))]);
    await ai.answer(await ai.question("几点？", {}, { quote }));
    expect(ai.texts()).toEqual(["app", expect.stringMatching(/。$/)]);
    await ai.answer(await ai.question("还有呢"));
    expect(ai.asked[1]?.messages[2]?.content).toMatch(/^这是第0句话。/);
  });

  it("is plain at an Official Account", async () => {
    const ai = setUpAi();
    await ai.answer(await ai.question("几点？", {}, { quote }).then((task) => ({ ...task, official: true as const })));
    expect(ai.texts()).toEqual(["回答1"]);
  });
});

describe("what the model is told of a conversation", () => {
  it("has notices, pictures and quotes by the line that people read, and no notice as the account's own words", async () => {
    const ai = setUpAi();
    const { kind: _kind, text: _text, ...head } = anInboundText();
    const quoted = { id: "1", type: 3, sender: "wxid_q", displayName: "张三", content: "<msg/>", shown: "[图片]" };
    const own = { fromSelf: true, sender: "wxid_me" };
    await ai.receive({ ...head, kind: "image", xml: "<msg/>", md5: "", newMsgId: "1" } as never);
    await ai.receive({ ...head, kind: "quote", xml: "", text: "这是什么", quoted, newMsgId: "2" } as never);
    await ai.receive({ ...own, kind: "friend-added", notice: "你已添加了小明", newMsgId: "3" } as never);
    await ai.receive({ ...own, text: "你好" });
    await ai.receive({ ...own, kind: "offline", newMsgId: "5" } as never);
    const task = await ai.question("问");
    const lines = await ai.journal.recent(task.appId, task.conversationId, 10);
    expect(historyOf(lines, task, { limit: 10, since: 0 })).toEqual([
      { by: "wxid_friend", text: "[图片]" },
      { by: "wxid_friend", text: "[引用 张三][图片]\n这是什么" },
      { by: "wxid_me", text: "[系统提示]你已添加了小明" },
      { text: "你好" },
    ]);
  });

  it("leaves out what users read instead of an answer, as it was sent and as the phone shows it", async () => {
    const ai = setUpAi([anOutage({ message: "the endpoint answered HTTP 401" })]);
    await ai.answer(await ai.question("一"));
    await ai.receive({ fromSelf: true, sender: "wxid_me", text: FALLBACK });
    await ai.answer(await ai.question("二"));
    expect(ai.asked[1]?.messages.slice(1)).toEqual([
      { role: "user", content: "<user_message>一</user_message>\n<user_message>二</user_message>" },
    ]);
  });
});

describe("without an answer", () => {
  it.each<[string, Completion]>([
    ["unavailable", anOutage()],
    ["timeout", anOutage({ reason: "timeout", mayCost: true })],
    ["nonsense", anOutage({ reason: "nonsense", mayCost: true })],
    ["nonsense", aReply("")],
    ["nonsense", aReply(" \n\u0000……")],
    ["nonsense", aReply("哈".repeat(60))],
    ["nonsense", aReply("", "tool_calls")],
    ["too-long", aReply("<think>没想完的话", "length")],
    ["blocked", aReply("不能说", "content_filter")],
  ])("(%s) the user gets the fallback once", async (reason, completion) => {
    const ai = setUpAi([completion]);
    const task = await ai.question("问");
    await ai.answer(task);
    await ai.process()(task);
    expect(ai.texts()).toEqual([FALLBACK]);
    expect(ai.counts.get(`AiFallback{"reason":"${reason}"}`)).toBe(1);
    expect(ai.asked).toHaveLength(1);
  });

  it("a conversation hears the fallback once in ten minutes, others their own", async () => {
    const ai = setUpAi(Array.from({ length: 4 }, () => anOutage({ upstream: false })));
    await ai.answer(await ai.question("一"));
    await ai.answer(await ai.question("二"));
    await ai.answer(await ai.question("三", { conversationId: "wxid_other", sender: "wxid_other" }));
    expect(ai.outbound.accepted().map(({ to }) => to)).toEqual(["wxid_friend", "wxid_other"]);
    ai.clock.advance(10 * MINUTE);
    await ai.answer(await ai.question("四"));
    expect(ai.texts()).toEqual([FALLBACK, FALLBACK, FALLBACK]);
    expect(ai.counts.get('AiSilence{"reason":"unavailable"}')).toBe(1);
    await ai.answer(await ai.question("五"));
    expect(ai.texts().at(-1)).toBe("回答5");
  });

  it("the rule's words go before the account's, and empty words are not said", async () => {
    const ai = setUpAi([anOutage(), anOutage()], { fallback: "", fallbackQuietMinutes: 0 });
    await ai.answer(await ai.question("一", {}, { fallback: "请拨 400" }));
    await ai.answer(await ai.question("二"));
    expect(ai.texts()).toEqual(["请拨 400"]);
  });

  it("the endpoint is left alone after five failures, and asked again by one call after the pause", async () => {
    const ai = setUpAi(Array.from({ length: 5 }, () => anOutage()));
    const ask = async (n: number) => {
      const sender = `wxid_${n}`;
      await ai.answer(await ai.question(`问${n}`, { conversationId: sender, sender }));
    };
    for (let n = 0; n < 8; n++) await ask(n);
    expect(ai.asked).toHaveLength(5);
    expect(ai.texts()).toEqual(Array.from({ length: 8 }, () => FALLBACK));
    ai.clock.advance(6000);
    await ask(9);
    await ask(10);
    expect(ai.texts().slice(8)).toEqual(["回答6", "回答7"]);
  });

  it("one bad request says nothing of the endpoint", async () => {
    const ai = setUpAi(Array.from({ length: 6 }, () => anOutage({ upstream: false })));
    for (let n = 0; n < 7; n++)
      await ai.answer(await ai.question(`问${n}`, { conversationId: `w${n}`, sender: `w${n}` }));
    expect(ai.asked).toHaveLength(7);
  });
});

describe("moderation", () => {
  it("keeps a blocked question from the model, its history too, and tells the user each time", async () => {
    const ai = setUpAi([], { moderation: { blockedWords: ["违禁"], onMatch: "block" } });
    await ai.answer(await ai.question("违 禁品哪里买"));
    await ai.answer(await ai.question("说说违禁"));
    expect(ai.asked).toEqual([]);
    expect(ai.texts()).toEqual([FALLBACK, FALLBACK]);
    await ai.answer(await ai.question("好的"));
    expect(JSON.stringify(ai.asked[0]?.messages)).not.toContain("禁品");
  });

  it("keeps a blocked answer from the user, or stars the word out", async () => {
    const blocking = setUpAi([aReply("去买违禁品")], { moderation: { blockedWords: ["违禁"], onMatch: "block" } });
    await blocking.answer(await blocking.question("问"));
    expect(blocking.texts()).toEqual([FALLBACK]);
    const starring = setUpAi([aReply("去买违禁品")], { moderation: { blockedWords: ["违禁"], onMatch: "replace" } });
    await starring.answer(await starring.question("违禁？"));
    expect(starring.texts()).toEqual(["去买**品"]);
    expect(starring.asked[0]?.messages[1]?.content).toBe("<user_message>**？</user_message>");
  });

  it("by an endpoint replaces or blocks; no verdict is an outage, of which a conversation hears once", async () => {
    const ai = setUpAi([aReply("原话"), aReply("坏话"), aReply("没人判")]);
    ai.moderation.judge = async (text) => {
      if (text === "原话") return { verdict: "replace", text: "改过的话" };
      if (text === "坏话") return { verdict: "block", reason: "hate" };
      if (text === "没人判") throw new AppError("unreachable", "no verdict");
      return { verdict: "allow" };
    };
    for (const text of ["一", "二", "三", "没人判", "没人判"]) await ai.answer(await ai.question(text));
    expect(ai.texts()).toEqual(["改过的话", FALLBACK, FALLBACK]);
    expect(ai.counts.get('AiFallback{"reason":"unavailable"}')).toBe(1);
    expect(ai.counts.get('AiSilence{"reason":"unavailable"}')).toBe(2);
    expect(ai.asked).toHaveLength(3);
  });
});

describe("the budget of a day", () => {
  it("used up, gives the fallback without a call, and operators hear of it once", async () => {
    const ai = setUpAi([], { dailyTokens: 1500, fallbackQuietMinutes: 0 });
    for (let n = 0; n < 8; n++) await ai.answer(await ai.question(`第${n}问`, { conversationId: `w${n}` }));
    expect(ai.asked.length).toBeGreaterThan(2);
    expect(ai.asked.length).toBeLessThan(7);
    expect(ai.texts()).toHaveLength(8);
    expect((await ai.budgets.used("wx_app_1", ai.clock.now())).tokens).toBe(ai.asked.length * 120);
    expect(ai.events.published).toEqual([
      expect.objectContaining({
        type: "AiBudgetExceeded",
        detail: expect.objectContaining({ appId: "wx_app_1", reason: expect.stringContaining("tokens 1500") }),
      }),
    ]);
    ai.clock.advance(86_400_000);
    const tomorrow = await ai.question("明天", { sentAt: ai.clock.now() });
    await ai.answer({ ...tomorrow, notAfter: ai.clock.now() + MINUTE });
    expect(ai.texts().at(-1)).not.toBe(FALLBACK);
  });

  it("used up is told a minute later where the bus was away, and the user has the fallback at once", async () => {
    const ai = setUpAi([], { dailyTokens: 1, fallbackQuietMinutes: 0 });
    ai.events.down.now = true;
    await ai.answer(await ai.question("一"));
    ai.events.down.now = false;
    await ai.answer(await ai.question("二"));
    expect(ai.events.published).toEqual([]);
    ai.clock.advance(MINUTE);
    for (const text of ["三", "四"]) await ai.answer(await ai.question(text));
    expect(ai.events.types()).toEqual(["AiBudgetExceeded"]);
    expect(ai.texts()).toHaveLength(4);
  });

  it("counts cost by the prices", async () => {
    const ai = setUpAi([], { prices: { input: 2, output: 8 }, dailyCost: 0.0072 });
    await ai.answer(await ai.question("一"));
    expect(ai.counts.get("AiCost")).toBeCloseTo(0.00036);
    await ai.answer(await ai.question("二", { conversationId: "w" }));
    expect(await ai.budgets.used("wx_app_1", ai.clock.now())).toEqual({ tokens: 240, micros: 720 });
  });

  it("is charged what was put aside where the endpoint counted nothing, and nothing for what never reached it", async () => {
    const silent: Completion = { type: "reply", reply: { text: "好" }, usage: undefined };
    const lost = anOutage({ reason: "timeout", mayCost: true });
    for (const [completion, charged] of [
      [silent, true],
      [lost, true],
      [anOutage(), false],
    ] as const) {
      const ai = setUpAi([completion]);
      await ai.answer(await ai.question("问"));
      const { tokens } = await ai.budgets.used("wx_app_1", ai.clock.now());
      if (charged) expect(tokens).toBeGreaterThan(800);
      else expect(tokens).toBe(0);
    }
  });
});

describe("a crash", () => {
  it.each<[string, readonly Completion[]]>([
    ["an answer", []],
    ["an outage", [anOutage(), anOutage()]],
  ])(
    "anywhere on the way to %s sends one text once, and the same whatever a retry brings",
    async (_what, completions) => {
      const calls = await withEveryCrash(async (crash, where) => {
        const ai = setUpAi(completions, { prices: { input: 1, output: 1 } });
        const task = await ai.question("问");
        await ai
          .process(crash)(task)
          .catch((error: unknown) => error);
        const early = ai.texts();
        ai.clock.advance(300_000);
        await ai.process()(task);
        await ai.process()(task);
        expect(ai.texts(), where).toHaveLength(1);
        if (early.length > 0) expect(ai.texts(), where).toEqual(early);
        if (completions.length > 0) expect(ai.texts(), where).toEqual([FALLBACK]);
        expect(ai.asked.length, where).toBeLessThanOrEqual(2);
        const used = await ai.budgets.used("wx_app_1", NOON);
        expect(used.tokens, where).toBeLessThanOrEqual(completions.length > 0 ? 0 : 240);
      });
      expect(calls).toBeGreaterThan(8);
    },
  );

  it("of a worker that was overtaken: both send what was kept first", async () => {
    const ai = setUpAi();
    const task = await ai.question("问");
    await Promise.all([ai.process()(task), ai.process()(task)]);
    expect(ai.asked).toHaveLength(2);
    expect(ai.texts()).toHaveLength(1);
    const contents = new Set(ai.outbound.calls.flat().map((command) => JSON.stringify(command)));
    expect(contents.size).toBe(1);
  });

  it("before the operators hear of a used-up budget is made good a minute later", async () => {
    await withEveryCrash(async (crash, where) => {
      const ai = setUpAi([], { dailyTokens: 10 });
      const first = await ai.question("一");
      await ai
        .process(crash)(first)
        .catch((error: unknown) => error);
      ai.clock.advance(MINUTE);
      await ai.process()(first);
      await ai.answer(await ai.question("二"));
      expect(ai.events.published.length, where).toBeGreaterThan(0);
      expect(ai.events.published.length, where).toBeLessThan(3);
    });
  });
});

it("a rule's answer in the conversation is history, one elsewhere is not", async () => {
  const ai = setUpAi();
  const task = await ai.question("问");
  const line = (commands: ReturnType<typeof aCommand>[]) => ({
    ...anInboundText({ text: "你好", sentAt: NOON - 1000 }),
    envelopeId: "env-0",
    decision: aDecision({ commands }),
    answers: [],
  });
  const history = (commands: ReturnType<typeof aCommand>[]) =>
    historyOf([line(commands)], task, { limit: 10, since: 0 }).map(({ text }) => text);
  expect(history([aCommand()])).toEqual(["你好", "在的"]);
  expect(history([aCommand({ to: "wxid_boss" }), aCommand({ appId: "wx_app_2" })])).toEqual(["你好"]);
});
