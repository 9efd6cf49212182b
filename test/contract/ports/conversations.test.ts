import { describe, expect, it } from "vitest";
import type { Mute } from "../../../shared/conversations/domain/conversation.ts";
import { NOON } from "../../support/builders.ts";
import { onEveryStorage } from "./every-storage.ts";

const MINUTE = 60_000;
const whole = { conversationId: "wxid_friend" };
const inGroup = { conversationId: "1@chatroom", member: "wxid_friend" };
const aSession = (values: Record<string, string> = {}, step = "phone") => ({
  step,
  values,
  until: NOON + 30 * MINUTE,
});
const byRule = (at: number, minutes: number): Mute => ({
  by: "rule",
  at,
  until: at + minutes * MINUTE,
  note: "转人工",
});
const byPhone = (at: number, minutes: number): Mute => ({ by: "phone", at, until: at + minutes * MINUTE });

onEveryStorage("conversations", (fresh) => {
  describe("the last answers of a conversation", () => {
    const answered = (revision: number, ...times: number[]) => ({ conversationId: "wxid_friend", revision, times });

    it("are those that followed on what was stored, and count once however often they are noted", async () => {
      const { conversations } = await fresh();
      const stored = async () => (await conversations.read("wx_a", whole)).answers;
      expect(await stored()).toBeUndefined();
      await conversations.noteAnswers("wx_a", answered(0, NOON), NOON);
      await conversations.noteAnswers("wx_a", answered(1, NOON, NOON), NOON);
      for (const late of [answered(0, NOON), answered(1, 5), answered(7, 5)]) {
        await conversations.noteAnswers("wx_a", late, NOON);
      }
      expect(await stored()).toEqual({ revision: 2, times: [NOON, NOON] });
      expect((await conversations.read("wx_b", whole)).answers).toBeUndefined();
      expect((await conversations.read("wx_a", { ...whole, member: "wxid_friend" })).answers).toBeUndefined();
    });

    it("are noted with a session, each by its own revision, also where one of them was written before", async () => {
      const { conversations } = await fresh();
      const { change, read, noteAnswers } = conversations;
      expect(await change("wx_a", { key: whole, revision: 0, session: aSession() }, NOON, answered(0, NOON))).toBe(
        true,
      );
      expect(await change("wx_a", { key: whole, revision: 0, session: aSession() }, NOON, answered(0, NOON))).toBe(
        false,
      );
      expect(await read("wx_a", whole)).toMatchObject({ revision: 1, answers: { revision: 1, times: [NOON] } });
      await noteAnswers("wx_a", answered(1, NOON + 1), NOON);
      const next = { key: whole, revision: 1, session: aSession({ name: "李" }) };
      expect(await change("wx_a", next, NOON, answered(1, NOON + 1))).toBe(true);
      expect(await change("wx_a", { ...next, revision: 2 }, NOON, answered(2, NOON + 2))).toBe(true);
      expect(await read("wx_a", whole)).toMatchObject({ revision: 3, answers: { revision: 3, times: [NOON + 2] } });
      expect(
        await change("wx_a", { key: inGroup, revision: 0, session: aSession() }, NOON, answered(3, NOON + 3)),
      ).toBe(true);
      expect(await read("wx_a", inGroup)).toMatchObject({ revision: 1, session: aSession() });
      expect(await read("wx_a", whole)).toMatchObject({ revision: 3, answers: { revision: 4, times: [NOON + 3] } });
    });

    it("stand beside the session and the pause of the same row, and a pause says that the brake made it", async () => {
      const { conversations } = await fresh();
      const pause: Mute = { ...byRule(NOON, 60), braked: true };
      await Promise.all([
        conversations.noteAnswers("wx_a", answered(0, NOON), NOON),
        conversations.change("wx_a", { key: whole, revision: 0, session: aSession() }, NOON),
        conversations.mute("wx_a", "wxid_friend", pause, NOON),
      ]);
      expect(await conversations.read("wx_a", whole)).toEqual({
        revision: 1,
        session: aSession(),
        mute: pause,
        answers: { revision: 1, times: [NOON] },
      });
      await conversations.release("wx_a", "wxid_friend", NOON + 1);
      expect((await conversations.read("wx_a", whole)).mute).toEqual({ by: "operator", at: NOON + 1, until: 0 });
    });
  });

  describe("a session", () => {
    it("is none at first, then what was last stored, of its own conversation and member", async () => {
      const { conversations } = await fresh();
      expect(await conversations.read("wx_a", whole)).toEqual({ revision: 0, session: undefined, mute: undefined });
      expect(await conversations.change("wx_a", { key: whole, revision: 0, session: aSession() }, NOON)).toBe(true);
      const session = aSession({ name: "小明 #1" });
      expect(await conversations.change("wx_a", { key: whole, revision: 1, session }, NOON)).toBe(true);
      expect(await conversations.read("wx_a", whole)).toEqual({ revision: 2, session, mute: undefined });
      for (const other of [{ conversationId: "wxid_other" }, { ...whole, member: "wxid_friend" }]) {
        expect(await conversations.read("wx_a", other)).toMatchObject({ revision: 0, session: undefined });
      }
      expect(await conversations.read("wx_b", whole)).toMatchObject({ revision: 0, session: undefined });
    });

    it("is not changed by what follows on another revision, be it older or done before", async () => {
      const { conversations } = await fresh();
      const first = { key: inGroup, revision: 0, session: aSession({}, "name") };
      const second = { key: inGroup, revision: 1, session: aSession({ name: "小明" }) };
      await conversations.change("wx_a", first, NOON);
      await conversations.change("wx_a", second, NOON);
      for (const late of [first, second]) expect(await conversations.change("wx_a", late, NOON)).toBe(false);
      expect(await conversations.read("wx_a", inGroup)).toMatchObject({ revision: 2, session: second.session });
    });

    it("that was ended does not come back by an older change", async () => {
      const { conversations } = await fresh();
      const begin = { key: whole, revision: 0, session: aSession() };
      await conversations.change("wx_a", begin, NOON);
      await conversations.change("wx_a", { key: whole, revision: 1 }, NOON);
      expect(await conversations.change("wx_a", begin, NOON)).toBe(false);
      expect(await conversations.read("wx_a", whole)).toMatchObject({ revision: 2, session: undefined });
    });

    it("goes one way where several change it at once", async () => {
      const { conversations } = await fresh();
      const changes = ["1", "2", "3", "4"].map((name) =>
        conversations.change("wx_a", { key: whole, revision: 0, session: aSession({ name }) }, NOON),
      );
      expect((await Promise.all(changes)).filter(Boolean)).toHaveLength(1);
    });
  });

  describe("a pause", () => {
    it("by a phone or a rule only ever makes a pause longer", async () => {
      const { conversations } = await fresh();
      const muteOf = async () => (await conversations.read("wx_a", whole)).mute;
      await conversations.mute("wx_a", "wxid_friend", byRule(NOON, 120), NOON);
      await conversations.mute("wx_a", "wxid_friend", byPhone(NOON + MINUTE, 30), NOON + MINUTE);
      expect(await muteOf()).toEqual(byRule(NOON, 120));
      await conversations.mute("wx_a", "wxid_friend", byPhone(NOON + 100 * MINUTE, 30), NOON + 100 * MINUTE);
      expect(await muteOf()).toEqual(byPhone(NOON + 100 * MINUTE, 30));
    });

    it("that was released does not come back by what was decided before, but by what is decided later", async () => {
      const { conversations } = await fresh();
      await conversations.mute("wx_a", "wxid_friend", byRule(NOON, 120), NOON);
      await conversations.release("wx_a", "wxid_friend", NOON + MINUTE);
      await conversations.mute("wx_a", "wxid_friend", byRule(NOON, 120), NOON + 2 * MINUTE);
      expect((await conversations.read("wx_a", whole)).mute?.until).toBe(0);
      await conversations.mute("wx_a", "wxid_friend", byPhone(NOON + 2 * MINUTE, 30), NOON + 2 * MINUTE);
      expect((await conversations.read("wx_a", whole)).mute).toEqual(byPhone(NOON + 2 * MINUTE, 30));
    });

    it("by an operator holds as it is, shorter ones too", async () => {
      const { conversations } = await fresh();
      await conversations.mute("wx_a", "wxid_friend", byRule(NOON, 120), NOON);
      const short: Mute = { by: "operator", at: NOON + MINUTE, until: NOON + 6 * MINUTE };
      await conversations.mute("wx_a", "wxid_friend", short, NOON + MINUTE);
      expect((await conversations.read("wx_a", whole)).mute).toEqual(short);
    });

    it("of a private chat comes with its session in one read, and leaves it alone", async () => {
      const { conversations } = await fresh();
      await conversations.mute("wx_a", "wxid_friend", byPhone(NOON, 30), NOON);
      expect(await conversations.change("wx_a", { key: whole, revision: 0, session: aSession() }, NOON)).toBe(true);
      await conversations.mute("wx_a", "wxid_friend", byPhone(NOON + MINUTE, 30), NOON);
      const mute = byPhone(NOON + MINUTE, 30);
      expect(await conversations.read("wx_a", whole)).toEqual({ revision: 1, session: aSession(), mute });
    });
  });

  describe("those that are muted", () => {
    it("are listed by who wanted it, those that end first first, until they end or are released", async () => {
      const { conversations } = await fresh();
      const odd = `${"x".repeat(500)}#客服`;
      await conversations.mute("wx_a", "wxid_friend", byRule(NOON, 120), NOON);
      await conversations.mute("wx_b", odd, byRule(NOON, 60), NOON);
      await conversations.mute("wx_b", "wxid_gone", byRule(NOON, 90), NOON);
      await conversations.mute("wx_a", "wxid_other", byPhone(NOON, 30), NOON);
      await conversations.change("wx_a", { key: whole, revision: 0, session: aSession() }, NOON);
      await conversations.release("wx_b", "wxid_gone", NOON + 1);
      const inA = { appId: "wx_a", conversationId: "wxid_friend", mute: byRule(NOON, 120) };
      const inB = { appId: "wx_b", conversationId: odd, mute: byRule(NOON, 60) };
      const list = async (of: Parameters<typeof conversations.muted>[0], now = NOON) =>
        (await conversations.muted(of, now, 10)).conversations;
      expect(await list({ by: "rule" })).toEqual([inB, inA]);
      expect(await list({ by: "rule", appId: "wx_a" })).toEqual([inA]);
      expect(await list({ by: "phone" })).toMatchObject([{ conversationId: "wxid_other" }]);
      expect(await list({ by: "operator" })).toEqual([]);
      expect(await list({ by: "rule" }, NOON + 60 * MINUTE)).toEqual([inA]);
      await conversations.mute("wx_a", "wxid_friend", byPhone(NOON + 1, 200), NOON);
      expect(await list({ by: "rule", appId: "wx_a" })).toEqual([]);
      expect(await list({ by: "phone" })).toHaveLength(2);
    });

    it("come in pages, also where most of them are other accounts'", async () => {
      const { conversations } = await fresh();
      const ids = Array.from({ length: 7 }, (_, n) => `wxid_${n}`);
      for (const [n, id] of ids.entries()) await conversations.mute("wx_a", id, byRule(NOON, 10 + n), NOON);
      await conversations.mute("wx_b", "wxid_last", byRule(NOON, 30), NOON);
      const pages: string[][] = [];
      let cursor: string | undefined;
      do {
        const page = await conversations.muted({ by: "rule", appId: "wx_a" }, NOON, 3, cursor);
        pages.push(page.conversations.map(({ conversationId }) => conversationId));
        cursor = page.cursor;
      } while (cursor);
      expect(pages.flat()).toEqual(ids);
      expect(Math.max(...pages.map(({ length }) => length))).toBe(3);
      expect((await conversations.muted({ by: "rule", appId: "wx_b" }, NOON, 3)).conversations).toHaveLength(1);
      await expect(conversations.muted({ by: "rule" }, NOON, 3, "odd")).rejects.toMatchObject({
        code: "invalid-input",
      });
    });
  });

  it("show what holds at present, of all members of a group", async () => {
    const { conversations } = await fresh();
    const { conversationId } = inGroup;
    await conversations.change("wx_a", { key: inGroup, revision: 0, session: aSession({ name: "小明" }) }, NOON);
    const over = { ...aSession(), until: NOON };
    await conversations.change("wx_a", { key: { conversationId, member: "wxid_b" }, revision: 0, session: over }, NOON);
    await conversations.mute("wx_a", conversationId, byRule(NOON, 5), NOON);
    expect(await conversations.view("wx_a", conversationId, NOON)).toEqual({
      mute: byRule(NOON, 5),
      sessions: [{ ...aSession({ name: "小明" }), member: "wxid_friend" }],
    });
    const later = await conversations.view("wx_a", conversationId, NOON + 31 * MINUTE);
    expect(later).toEqual({ mute: undefined, sessions: [] });
  });
});
