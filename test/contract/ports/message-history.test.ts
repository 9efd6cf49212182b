import { expect, it } from "vitest";
import type { JournalEntry } from "../../../shared/decisions/application/ports/journal.ts";
import type { InboundMessage } from "../../../shared/messages/domain/inbound-message.ts";
import { aDecision, anInboundText, NOON } from "../../support/builders.ts";
import { onEveryStorage } from "./every-storage.ts";

const DAY = 86_400_000;

/** The `n`-th second's message. */
function anEntry(n: number, changes: Partial<InboundMessage> & { appId?: string } = {}): JournalEntry {
  const id = String(n).padStart(4, "0");
  const message = { ...anInboundText({ newMsgId: `7${id}`, sentAt: NOON + n * 1000 }), ...changes } as InboundMessage;
  return { envelopeId: `env-${id}`, dedupKey: `7${id}`, receivedAt: NOON + n * 1000, message, decision: aDecision() };
}

onEveryStorage("the history of messages", (fresh) => {
  async function setUp(entries: readonly JournalEntry[]) {
    const storage = await fresh();
    await Promise.all(entries.map((entry) => storage.journal.record(entry, NOON)));
    const ids = async (appIds: readonly string[], limit: number, upTo?: string) => {
      const places = await storage.history.newest(appIds, limit, upTo);
      const found = await storage.history.read(places.slice(-100), NOON);
      return found.map(({ envelopeId }) => Number(envelopeId.slice(4)));
    };
    return { ...storage, ids };
  }

  it("gives the newest of all conversations of an account, oldest first", async () => {
    const entries = [3, 1, 2, 4].map((n) => anEntry(n, { conversationId: `wxid_${n % 2}` }));
    const { ids } = await setUp([...entries, anEntry(9, { appId: "wx_app_2" })]);
    expect(await ids(["wx_app_1"], 10)).toEqual([1, 2, 3, 4]);
    expect(await ids(["wx_app_1"], 2)).toEqual([3, 4]);
    expect(await ids([], 2)).toEqual([]);
    expect(await ids(["wx_nobody"], 2)).toEqual([]);
  });

  it("merges accounts by time, however unevenly they talk", async () => {
    const loud = Array.from({ length: 90 }, (_, n) => anEntry(100 + n, { appId: "wx_loud" }));
    const quiet = [5, 150, 250].map((n) => anEntry(1000 + n, { appId: "wx_quiet" }));
    const late = [anEntry(120, { appId: "wx_late", conversationId: "c" })];
    const { ids } = await setUp([...loud, ...quiet, ...late]);
    const all = ["wx_loud", "wx_quiet", "wx_late", "wx_silent"];
    const expected = [...loud, ...quiet, ...late]
      .map(({ envelopeId }) => Number(envelopeId.slice(4)))
      .sort((a, b) => a - b);
    expect(await ids(all, 80)).toEqual(expected.slice(-80));
    expect(await ids(all, 1000)).toEqual(expected);
  });

  it("tells when a message was decided and by which routing table, where that was kept", async () => {
    const decided = { at: NOON + 5000, routingVersion: 3 };
    const { history } = await setUp([anEntry(1), { ...anEntry(2), decided }]);
    const found = await history.read(await history.newest(["wx_app_1"], 10), NOON);
    expect(found.map((message) => message.decided)).toEqual([undefined, decided]);
  });

  it("goes up to a place and no further", async () => {
    const { ids, history } = await setUp([1, 2, 3].map((n) => anEntry(n)));
    const [, second] = await history.newest(["wx_app_1"], 10);
    expect(await ids(["wx_app_1"], 10, second?.order)).toEqual([1, 2]);
  });

  it("has what the account wrote itself, and nothing that no rule takes", async () => {
    const own = anEntry(1, { fromSelf: true, sender: "wxid_me" });
    const offline = anEntry(2, { kind: "offline" } as Partial<InboundMessage>);
    const { ids } = await setUp([own, offline]);
    expect(await ids(["wx_app_1"], 10)).toEqual([1]);
  });

  it("gives messages whole with their decisions, and says where large ones lie", async () => {
    const body = { key: "inbound/wx_app_1/x.json", bytes: 300_000 };
    const { history } = await setUp([anEntry(1), { ...anEntry(2), body }]);
    const places = await history.newest(["wx_app_1"], 10);
    const { message, decision } = anEntry(1);
    expect(await history.read(places, NOON)).toEqual([
      { place: places[0], envelopeId: "env-0001", receivedAt: NOON + 1000, decision, message },
      { place: places[1], envelopeId: "env-0002", receivedAt: NOON + 2000, decision, body },
    ]);
    expect(await history.read(places, NOON + 91 * DAY)).toEqual([]);
  });

  it("tells whether somebody was heard before, as of then", async () => {
    const { history } = await setUp([1, 2, 3].map((n) => anEntry(n)));
    const before = (n: number) =>
      history.heardBefore(anEntry(n).message, { envelopeId: anEntry(n).envelopeId, at: anEntry(n).receivedAt }, NOON);
    expect([await before(1), await before(2), await before(3)]).toEqual([false, true, true]);
  });

  it("does not count as heard what the account wrote, what is a notice, or what came in another conversation", async () => {
    const { history } = await setUp([
      anEntry(1, { fromSelf: true }),
      anEntry(2, { kind: "contact-changed" } as Partial<InboundMessage>),
      anEntry(3, { conversationId: "wxid_other" }),
      anEntry(4),
    ]);
    const { message, envelopeId, receivedAt: at } = anEntry(4);
    expect(await history.heardBefore(message, { envelopeId, at }, NOON)).toBe(false);
  });

  it("tells apart two that were received in the same millisecond", async () => {
    const twins = [1, 2].map((n) => ({ ...anEntry(n), receivedAt: NOON }));
    const { history } = await setUp(twins);
    const heard = await Promise.all(
      twins.map(({ message, envelopeId, receivedAt: at }) => history.heardBefore(message, { envelopeId, at }, NOON)),
    );
    expect(heard).toEqual([false, true]);
  });
});
