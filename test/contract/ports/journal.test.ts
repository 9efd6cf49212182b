import { expect, it } from "vitest";
import type { JournalEntry } from "../../../shared/decisions/application/ports/journal.ts";
import { aDecision, anInboundText, NOON } from "../../support/builders.ts";
import { onEveryStorage } from "./every-storage.ts";

const DAY = 86_400_000;

function anEntry(changes: Partial<JournalEntry> = {}): JournalEntry {
  return {
    envelopeId: "env-1",
    dedupKey: "7000000000000000001",
    receivedAt: NOON,
    message: anInboundText(),
    decision: aDecision(),
    ...changes,
  };
}

onEveryStorage("the journal", (fresh) => {
  it("records a message once and gives its own retry the stored decision, not the new one", async () => {
    const { journal } = await fresh();
    const first = aDecision({ rules: ["first"] });
    expect(await journal.record(anEntry({ decision: first }), NOON)).toEqual({ status: "recorded", decision: first });
    const again = anEntry({ decision: aDecision({ rules: ["second"], ruleSetVersion: 2 }) });
    expect(await journal.record(again, NOON + 1000)).toEqual({ status: "own-retry", decision: first });
  });

  it("finds a decision by its message and envelope, for as long as it is kept", async () => {
    const { journal } = await fresh();
    const decision = aDecision({ rules: ["first"], passive: "cmd_1" });
    expect(await journal.decisionOn(anEntry(), NOON)).toBeUndefined();
    await journal.record(anEntry({ decision }), NOON);
    expect(await journal.decisionOn(anEntry(), NOON + 89 * DAY)).toEqual(decision);
    expect(await journal.decisionOn(anEntry(), NOON + 91 * DAY)).toBeUndefined();
    expect(await journal.decisionOn(anEntry({ envelopeId: "env-2" }), NOON)).toBeUndefined();
    expect(await journal.decisionOn(anEntry({ dedupKey: "8" }), NOON)).toBeUndefined();
  });

  it("tells a replay by its envelope, a day later too", async () => {
    const { journal } = await fresh();
    await journal.record(anEntry(), NOON);
    const replay = anEntry({ envelopeId: "env-2", receivedAt: NOON + DAY });
    expect(await journal.record(replay, NOON + DAY)).toEqual({ status: "replay" });
  });

  it("tells a replay of a message without a time of its own, whenever it comes", async () => {
    const { journal } = await fresh();
    const receivedAt = (sentAt: number) => ({ receivedAt: sentAt, message: anInboundText({ sentAt, undated: true }) });
    await journal.record(anEntry(receivedAt(NOON)), NOON);
    const replay = anEntry({ envelopeId: "env-2", ...receivedAt(NOON + DAY) });
    expect(await journal.record(replay, NOON + DAY)).toEqual({ status: "replay" });
  });

  it.each([
    ["the last digit of its id", { dedupKey: "7000000000000000002" }],
    ["its time", { message: anInboundText({ sentAt: NOON + 1 }) }],
    ["its conversation", { message: anInboundText({ conversationId: "wxid_other" }) }],
    ["its account", { message: anInboundText({ appId: "wx_app_2" }) }],
  ])("takes a message that differs in %s for another one", async (_what, changes) => {
    const { journal } = await fresh();
    await journal.record(anEntry(), NOON);
    const other = await journal.record(anEntry({ envelopeId: "env-2", ...changes }), NOON);
    expect(other.status).toBe("recorded");
  });

  it("keeps conversations apart whose parts run together", async () => {
    const { journal } = await fresh();
    const entry = (appId: string, conversationId: string, envelopeId: string) =>
      anEntry({ envelopeId, message: anInboundText({ appId, conversationId }) });
    expect((await journal.record(entry("a#b", "c", "env-1"), NOON)).status).toBe("recorded");
    expect((await journal.record(entry("a", "b#c", "env-2"), NOON)).status).toBe("recorded");
  });

  it("forgets a message after 90 days", async () => {
    const { journal } = await fresh();
    await journal.record(anEntry(), NOON);
    const late = await journal.record(anEntry({ envelopeId: "env-2" }), NOON + 91 * DAY);
    expect(late.status).toBe("recorded");
  });

  it("lets exactly one of many that come at once record the message", async () => {
    const { journal } = await fresh();
    const results = await Promise.all(
      Array.from({ length: 20 }, (_, index) => journal.record(anEntry({ envelopeId: `env-${index}` }), NOON)),
    );
    expect(results.filter(({ status }) => status === "recorded")).toHaveLength(1);
    expect(results.filter(({ status }) => status === "replay")).toHaveLength(19);
  });

  it("takes a message of 200 KB with ten forwards of it, and outside ids of any length", async () => {
    const { journal } = await fresh();
    const xml = `<msg>${Buffer.from(Array.from({ length: 130_000 }, (_, i) => (i * 7919) % 251)).toString("base64")}</msg>`;
    const [command] = aDecision().commands;
    if (!command) throw new Error("the decision has a command");
    const decision = aDecision({
      commands: Array.from({ length: 10 }, (_, index) => ({
        ...command,
        id: `cmd_${index}`,
        content: { type: "forward" as const, as: "link" as const, xml },
      })),
    });
    const message = anInboundText({ text: xml, conversationId: "长".repeat(2000), newMsgId: "9".repeat(2000) });
    const entry = anEntry({ message, decision, dedupKey: "9".repeat(2000) });
    expect((await journal.record(entry, NOON)).status).toBe("recorded");
    expect(await journal.record(entry, NOON)).toEqual({ status: "own-retry", decision });
  });

  it("takes messages without a conversation and with an odd time", async () => {
    const { journal } = await fresh();
    const message = { ...anInboundText({ sentAt: -1.5, conversationId: "" }), newMsgId: undefined, msgId: undefined };
    const { newMsgId, msgId, ...plain } = message;
    const entry = anEntry({ message: plain, body: { key: "inbound/x.json", bytes: 1 } });
    expect((await journal.record(entry, NOON)).status).toBe("recorded");
    expect((await journal.record(entry, NOON)).status).toBe("own-retry");
  });

  it("knows whether the other person of a chat wrote before, the message itself aside", async () => {
    const { journal } = await fresh();
    const message = anInboundText({ newMsgId: "9" });
    const heard = (now = NOON) => journal.heardBefore(message, "env-9", now);
    const record = (envelopeId: string, changes: Partial<JournalEntry>) =>
      journal.record(anEntry({ envelopeId, dedupKey: envelopeId, ...changes }), NOON);
    const { text: _text, ...head } = anInboundText();
    expect(await heard()).toBe(false);
    await record("env-9", { message });
    for (let index = 0; index < 25; index++) {
      await record(`own-${index}`, { message: anInboundText({ sentAt: NOON - index, fromSelf: true }) });
    }
    await record("notice", { message: { ...head, kind: "group-left" } });
    await record("elsewhere", { message: anInboundText({ conversationId: "wxid_other" }) });
    expect(await heard()).toBe(false);
    await record("env-1", {});
    expect(await heard()).toBe(true);
    expect(await heard(NOON + 91 * DAY)).toBe(false);
  });
});
