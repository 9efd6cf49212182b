import { describe, expect, it } from "vitest";
import { AppError } from "../../../../shared/kernel/domain/errors.ts";
import { fileKey } from "../../../../shared/official/domain/file-key.ts";
import type { CallbackAnswer } from "../../../../shared/passive/application/answer-callback.ts";
import { envelopeIdOf } from "../../../../shared/passive/domain/envelope-id.ts";
import { OFFICIAL_APP as APP, aFollowersText, setUpPassive } from "../../../support/a-passive-callback.ts";
import { aRule, NOON } from "../../../support/builders.ts";
import { withEveryCrash } from "../../../support/faults.ts";

const URL = "https://example.com/a.jpg";
const IMAGE = aRule({ actions: [{ type: "reply", content: { type: "image", url: URL } }] });
const ONE_DAY = 86_400_000;

describe("a callback whose answer is a file", () => {
  it.each([
    ["image", { type: "image", url: URL }],
    ["voice", { type: "voice", url: URL, durationMs: 1000 }],
    ["video", { type: "video", url: URL, thumbUrl: URL, durationSeconds: 1 }],
  ] as const)("says the %s that the account has uploaded", async (kind, content) => {
    const world = setUpPassive([aRule({ actions: [{ type: "reply", content }] })]);
    await world.uploaded.put(APP, fileKey(kind, URL), "media-1", NOON + ONE_DAY);
    expect(await world.container()()).toMatchObject({ reply: { type: kind, mediaId: "media-1" } });
    await world.consume();
    expect(world.texts()).toEqual([]);
    expect(world.ledger.rows()).toMatchObject([{ state: "sent" }]);
  });

  it("says the same at each try, also when the file's time is over meanwhile", async () => {
    const world = setUpPassive([IMAGE]);
    await world.uploaded.put(APP, fileKey("image", URL), "media-1", NOON + 1000);
    const first = await world.container()();
    expect(first).toMatchObject({ reply: { mediaId: "media-1" } });
    world.clock.advance(5000);
    expect(await world.container()()).toEqual(first);
  });

  it.each([
    ["was never uploaded", async () => undefined],
    ["cannot be looked up", () => Promise.reject(new AppError("unavailable", "down"))],
  ])("leaves it to the sender where it %s", async (_what, get) => {
    const world = setUpPassive([IMAGE]);
    world.uploaded.get = get;
    expect(await world.container()()).toBeUndefined();
    await world.consume();
    expect(world.texts()).toEqual(["image"]);
  });

  it("takes another account's file for none of its own, and a file of another kind either", async () => {
    const world = setUpPassive([IMAGE]);
    await world.uploaded.put("wx_other", fileKey("image", URL), "media-1", NOON + ONE_DAY);
    await world.uploaded.put(APP, fileKey("voice", URL), "media-2", NOON + ONE_DAY);
    expect(await world.container()()).toBeUndefined();
  });

  it("says the text behind it where the account answers in no other way and the file is not there", async () => {
    const messages = [{ content: { type: "image" as const, url: URL } }, { text: "二" }];
    const rule = aRule({ actions: [{ type: "reply", messages }] });
    const world = setUpPassive([rule], { mode: "passive" });
    expect(await world.container()()).toMatchObject({ reply: { type: "text", text: "二" } });
    const other = setUpPassive([rule], { mode: "passive" });
    await other.uploaded.put(APP, fileKey("image", URL), "media-1", NOON + ONE_DAY);
    expect(await other.container()()).toMatchObject({ reply: { type: "image", mediaId: "media-1" } });
  });
});

describe("a callback that passes the person on", () => {
  const transferring = (transfer: { agent?: string }, notice?: string) =>
    aRule({ actions: [{ type: "hand-over", minutes: 30, transfer, ...(notice === undefined ? {} : { notice }) }] });
  const handovers = (world: ReturnType<typeof setUpPassive>) =>
    world.events.published.filter(({ type }) => type === "HandoverRequested");

  it.each(["both", "passive"] as const)("answers so (%s), and operators learn of it", async (mode) => {
    const world = setUpPassive([transferring({ agent: "kf2001@shop" })], { mode });
    expect(await world.container()()).toEqual({
      id: `${envelopeIdOf(aFollowersText())}#transfer`,
      reply: { type: "transfer", agent: "kf2001@shop" },
      head: { to: "openid-1", from: "gh_1", createdAt: expect.any(Number) },
    });
    await world.consume();
    expect(handovers(world)).toHaveLength(1);
    expect(world.texts()).toEqual([]);
    const conversation = await world.conversations.read(APP, { conversationId: "openid-1" });
    expect(conversation.mute?.until).toBe(NOON + 30 * 60_000);
  });

  it("lets the sender say the notice where it can, and drops it where only the callback answers", async () => {
    const rule = transferring({}, "请稍候");
    const both = setUpPassive([rule]);
    expect(await both.container()()).toMatchObject({ reply: { type: "transfer" } });
    await both.consume();
    expect(both.texts()).toEqual(["请稍候"]);
    const alone = setUpPassive([rule], { mode: "passive" });
    expect(await alone.container()()).toMatchObject({ reply: { type: "transfer" } });
    await alone.consume();
    expect(alone.texts()).toEqual([]);
    expect(alone.journal.entries()).toMatchObject([{ decision: { flags: ["one-answer-only"] } }]);
  });

  it("says the notice where the rule asks for no transfer", async () => {
    const rule = aRule({ actions: [{ type: "hand-over", minutes: 30, notice: "请稍候" }] });
    expect(await setUpPassive([rule]).container()()).toMatchObject({ reply: { type: "text", text: "请稍候" } });
  });

  it("does so once over three tries, wherever the first one dies and the consumer comes in between", async () => {
    for (const consumes of [true, false]) {
      await withEveryCrash(async (crash, where) => {
        const world = setUpPassive([transferring({})], { mode: "passive" });
        const died = () => undefined;
        const said: (CallbackAnswer | undefined)[] = [];
        const first = await world.container(crash.port)().catch(died);
        if (consumes) await world.consume();
        world.clock.advance(5000);
        said.push(await world.container()());
        world.clock.advance(5000);
        said.push(await world.container()());
        await world.consume();
        expect(said[0], where).toEqual(said[1]);
        if (first) expect(first, where).toEqual(said[0]);
        expect(said[0]?.reply, where).toEqual({ type: "transfer" });
        expect(world.journal.entries(), where).toHaveLength(1);
        expect(new Set(handovers(world).map(({ detail }) => detail.eventId)).size, where).toBe(1);
      });
    }
  });
});
