import { expect, it } from "vitest";
import type { Behaviour } from "../../../shared/profiles/domain/behaviour.ts";
import { reduceProfile } from "../../../shared/profiles/domain/profile.ts";
import { aBehaviour, aDecision, anInboundText, NOON } from "../../support/builders.ts";
import type { Storage } from "../../support/storage.ts";
import { onEveryStorage } from "./every-storage.ts";

async function said({ journal }: Storage, id: string, conversationId: string, user: string | undefined) {
  const { profile: _none, ...decision } = aDecision({ rules: ["hello"] });
  const message = anInboundText({ conversationId, newMsgId: id, text: "长".repeat(60_000) });
  const made = user === undefined ? decision : { ...decision, profile: { user, tags: { vip: true } } };
  await journal.record({ envelopeId: id, dedupKey: id, receivedAt: NOON + 1, message, decision: made }, NOON);
}

async function gathered<T>(rows: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const row of rows) all.push(row);
  return all;
}

const idsOf = (behaviours: readonly Behaviour[]) => behaviours.map(({ id }) => id).sort();

onEveryStorage("the history of behaviour", (fresh) => {
  it("has what changed a profile, conversation by conversation", async () => {
    const storage = await fresh();
    await said(storage, "1", "wxid_friend", "wxid_friend");
    await said(storage, "2", "a#b", "wxid_friend");
    await said(storage, "3", "wxid_friend", undefined);
    const { behaviourHistory } = storage;
    expect(await gathered(behaviourHistory.conversation("wx_app_1", "wxid_friend", NOON))).toEqual([
      aBehaviour({
        id: "1",
        receivedAt: NOON + 1,
        rules: ["hello"],
        change: { user: "wxid_friend", tags: { vip: true } },
      }),
    ]);
    expect(idsOf(await gathered(behaviourHistory.conversation("wx_app_1", "a#b", NOON)))).toEqual(["2"]);
    expect(await gathered(behaviourHistory.conversation("wx_app_2", "wxid_friend", NOON))).toEqual([]);
  });

  it("has everything with the profiles, however many pages it takes", async () => {
    const storage = await fresh();
    const ids = Array.from({ length: 30 }, (_, index) => String(100 + index));
    for (const id of ids) await said(storage, id, "wxid_friend", "wxid_friend");
    const profile = reduceProfile(undefined, aBehaviour());
    await storage.profiles.put(profile, 0, NOON);
    await storage.spool.put(0, 1, { id: "x", appId: "a", dedupKey: "x", receivedAt: 1, message: anInboundText() });
    const rows = await gathered(storage.behaviourHistory.everything(NOON));
    expect(idsOf(rows.flatMap((row) => ("behaviour" in row ? [row.behaviour] : [])))).toEqual(ids);
    expect(rows.flatMap((row) => ("stored" in row ? [row.stored] : []))).toEqual([{ profile, revision: 1 }]);
    const found = await gathered(storage.behaviourHistory.conversation("wx_app_1", "wxid_friend", NOON));
    expect(idsOf(found)).toEqual(ids);
  });

  it("has nothing that has passed its time", async () => {
    const storage = await fresh();
    await said(storage, "1", "wxid_friend", "wxid_friend");
    await storage.profiles.put(reduceProfile(undefined, aBehaviour()), 0, NOON);
    const late = NOON + 400 * 86_400_000;
    expect(await gathered(storage.behaviourHistory.conversation("wx_app_1", "wxid_friend", late))).toEqual([]);
    expect(await gathered(storage.behaviourHistory.everything(late))).toEqual([]);
  });
});
