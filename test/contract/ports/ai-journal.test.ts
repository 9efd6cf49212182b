import { expect, it } from "vitest";
import type { AiAnswer } from "../../../shared/ai/domain/answer.ts";
import { aiTaskOf } from "../../../shared/ai/domain/task.ts";
import { aDecision, anInboundText, NOON } from "../../support/builders.ts";
import type { Storage } from "../../support/storage.ts";
import { onEveryStorage } from "./every-storage.ts";

/** Puts a text into the journal, and gives the task of its question. */
async function record({ journal }: Storage, n: number, changes: Partial<ReturnType<typeof anInboundText>> = {}) {
  const message = anInboundText({ newMsgId: String(100 + n), sentAt: NOON + n * 1000, text: `第${n}句`, ...changes });
  const envelopeId = `env-${n}`;
  const dedupKey = message.newMsgId ?? envelopeId;
  await journal.record({ envelopeId, dedupKey, receivedAt: NOON, message, decision: aDecision() }, NOON);
  const task = aiTaskOf({}, { envelopeId, message }, "ask", NOON);
  if (!task) throw new Error("the message has words");
  return task;
}

const anAnswer = (taskId: string, text: string): AiAnswer => ({ taskId, at: NOON, outcome: { type: "answer", text } });

onEveryStorage("the AI's journal", (fresh) => {
  it("gives the latest lines of a conversation, newest first, and those since a time", async () => {
    const storage = await fresh();
    for (const n of [2, 0, 1]) await record(storage, n);
    await record(storage, 3, { conversationId: "wxid_other" });
    const texts = async (limit: number, from?: number) =>
      (await storage.aiJournal.recent("wx_app_1", "wxid_friend", limit, from)).map(({ text }) => text);
    expect(await texts(10)).toEqual(["第2句", "第1句", "第0句"]);
    expect(await texts(2)).toEqual(["第2句", "第1句"]);
    expect(await texts(10, NOON + 1000)).toEqual(["第2句", "第1句"]);
    expect(await texts(10, NOON + 2001)).toEqual([]);
  });

  it("tells who wrote a line, what was decided, and no words of other kinds", async () => {
    const storage = await fresh();
    await record(storage, 1, { fromSelf: true, sender: "wxid_me" });
    const { kind: _kind, text: _words, ...head } = anInboundText({ newMsgId: "9", sentAt: NOON });
    const image = { ...head, kind: "image" as const, xml: "<x/>", md5: "", thumbnail: "" };
    const entry = { envelopeId: "env-9", dedupKey: "9", receivedAt: NOON, message: image, decision: aDecision() };
    await storage.journal.record(entry, NOON);
    expect(await storage.aiJournal.recent("wx_app_1", "wxid_friend", 10)).toEqual([
      {
        envelopeId: "env-1",
        appId: "wx_app_1",
        conversationId: "wxid_friend",
        kind: "text",
        sender: "wxid_me",
        fromSelf: true,
        sentAt: NOON + 1000,
        text: "第1句",
        decision: aDecision(),
        answers: [],
      },
      expect.objectContaining({ kind: "image", envelopeId: "env-9", shown: "[图片]" }),
    ]);
  });

  it("tells what a quote quotes and what a title says, beside the words", async () => {
    const storage = await fresh();
    const { kind: _kind, text: _words, ...head } = anInboundText({ sentAt: NOON });
    const quoted = { id: "1", type: 1, sender: "wxid_q", displayName: "张三", content: "君不见黄河之水天上来" };
    const page = { title: "秋季新品", description: "", url: "https://a.cn", thumbUrl: "", source: "", xml: "" };
    const messages = [
      { ...head, newMsgId: "1", kind: "quote" as const, text: "什么意思？", quoted, xml: "" },
      { ...head, newMsgId: "2", kind: "link" as const, ...page },
    ];
    for (const [index, message] of messages.entries()) {
      const entry = {
        envelopeId: `env-${index}`,
        dedupKey: `${index}`,
        receivedAt: NOON,
        message,
        decision: aDecision(),
      };
      await storage.journal.record(entry, NOON);
    }
    const lines = await storage.aiJournal.recent("wx_app_1", "wxid_friend", 10);
    expect(lines.map(({ text, shown }) => [text, shown])).toEqual([
      [undefined, "[链接]秋季新品 https://a.cn"],
      ["什么意思？", "[引用 张三]君不见黄河之水天上来\n什么意思？"],
    ]);
  });

  it("reads what lies in the bodies bucket by its head alone", async () => {
    const storage = await fresh();
    const message = anInboundText();
    const body = { key: "inbound/x.json", bytes: 300_000 };
    const entry = { envelopeId: "env-1", dedupKey: "1", receivedAt: NOON, message, decision: aDecision(), body };
    await storage.journal.record(entry, NOON);
    expect(await storage.aiJournal.recent("wx_app_1", "wxid_friend", 10)).toHaveLength(1);
  });

  it("keeps the first answer to a question and shows it with the question, one a task", async () => {
    const storage = await fresh();
    const task = await record(storage, 1);
    const other = { ...task, id: `ai_${"f".repeat(32)}` };
    const first = anAnswer(task.id, "一");
    const kept = await Promise.all(
      ["一", "二", "三"].map((text) => storage.aiJournal.keep(task, anAnswer(task.id, text))),
    );
    expect(new Set(kept.map((answer) => JSON.stringify(answer))).size).toBe(1);
    const [winner = first] = kept;
    expect(await storage.aiJournal.keep(other, anAnswer(other.id, "别的"))).toEqual(anAnswer(other.id, "别的"));
    const [line] = await storage.aiJournal.recent("wx_app_1", "wxid_friend", 10);
    expect(line?.answers.toSorted((a, b) => (a.taskId < b.taskId ? -1 : 1))).toEqual(
      [winner, anAnswer(other.id, "别的")].toSorted((a, b) => (a.taskId < b.taskId ? -1 : 1)),
    );
  });

  it("does not let an answer stand in the way of a retry or a replay of its question", async () => {
    const storage = await fresh();
    const task = await record(storage, 1);
    await storage.aiJournal.keep(task, anAnswer(task.id, "一"));
    const message = anInboundText({ newMsgId: "101", sentAt: NOON + 1000, text: "第1句" });
    const entry = { dedupKey: "101", receivedAt: NOON, message, decision: aDecision() };
    expect(await storage.journal.record({ ...entry, envelopeId: "env-1" }, NOON)).toMatchObject({
      status: "own-retry",
    });
    expect(await storage.journal.record({ ...entry, envelopeId: "env-2" }, NOON)).toEqual({ status: "replay" });
  });

  it("keeps no answer to a question that it does not have", async () => {
    const storage = await fresh();
    const task = await record(storage, 1);
    const strange = { ...task, journal: { time: 1, dedupKey: "?" }, origin: { ...task.origin, envelopeId: "?" } };
    await expect(storage.aiJournal.keep(strange, anAnswer(task.id, "一"))).rejects.toMatchObject({ code: "not-found" });
    expect(await storage.aiJournal.recent("wx_app_1", "wxid_friend", 10)).toHaveLength(1);
  });
});
