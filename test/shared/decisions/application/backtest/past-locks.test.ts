import { describe, expect, it } from "vitest";
import type { Broadcast } from "../../../../../shared/broadcasts/domain/broadcast.ts";
import type { BroadcastRun } from "../../../../../shared/broadcasts/domain/run.ts";
import { createPastLocks } from "../../../../../shared/decisions/application/backtest/past-locks.ts";
import type { Unsure } from "../../../../../shared/decisions/domain/backtest/unsure.ts";
import type { Decision } from "../../../../../shared/decisions/domain/decision.ts";
import type { DeliveryOrder } from "../../../../../shared/deliveries/domain/delivery.ts";
import { aBroadcast, aDecision, anAccount, aRun, NOON } from "../../../../support/builders.ts";

const DAY = 86_400_000;
const LATER = NOON + 3_600_000;
const SOME = { appId: "wx_app_1", to: "wxid_friend" };

type World = {
  readonly broadcast?: Broadcast;
  readonly runs?: readonly BroadcastRun[];
  readonly out?: readonly string[];
  readonly isWhole?: boolean;
};

function setUp({ broadcast = aBroadcast(), runs = [], out = [], isWhole = true }: World = {}) {
  const locks = createPastLocks(
    {
      broadcasts: { get: async (id) => (id === broadcast.id ? broadcast : undefined) },
      broadcastRuns: { list: async () => ({ runs }) },
      optOuts: { among: async (_appId, wxids) => new Set(wxids.filter((wxid) => out.includes(wxid))) },
      directory: { contact: async () => undefined, group: async () => undefined },
    },
    (appId) => (appId === SOME.appId ? anAccount() : undefined),
    { from: NOON, to: NOON + DAY, isWhole },
  );
  return async (deliveries: readonly DeliveryOrder[] | undefined, at: number) => {
    const unsure = new Set<Unsure>();
    const decision = { ...aDecision(), ...(deliveries ? { deliveries } : {}) } as Decision;
    const after = await locks("was", decision, at, unsure);
    return { ...after, unsure: [...unsure] };
  };
}

const order = (target: DeliveryOrder["target"]) => ({ id: "d1", target }) as unknown as DeliveryOrder;
const started = (only?: { appId: string; to: string }, broadcast = "news") =>
  order({ type: "broadcast", broadcast, ...(only ? { only } : {}) } as DeliveryOrder["target"]);
const toQueue = order({ type: "queue", arn: "arn:aws:sqs:eu-central-1:123456789012:crm" });

describe("send locks of the past", () => {
  it("leave a decision without deliveries, and deliveries to queues, as they are", async () => {
    const judge = setUp();
    expect(await judge(undefined, LATER)).toMatchObject({ withheld: [], unsure: [] });
    const { decision } = await judge([toQueue], LATER);
    expect(decision.deliveries).toEqual([toQueue]);
  });

  it("withhold the same to the same person for five minutes, and nothing else of the decision", async () => {
    const judge = setUp();
    expect(await judge([started(SOME)], LATER)).toMatchObject({ withheld: [], unsure: [] });
    const second = await judge([started(SOME), toQueue], LATER + 120_000);
    expect(second).toMatchObject({ withheld: ["news"], unsure: [] });
    expect(second.decision.deliveries).toEqual([toQueue]);
    expect((await judge([started(SOME)], LATER + 121_000)).decision).not.toHaveProperty("deliveries");
    expect(await judge([started({ ...SOME, to: "wxid_other" })], LATER + 122_000)).toMatchObject({ withheld: [] });
    expect(await judge([started(SOME)], LATER + 400_000)).toMatchObject({ withheld: [] });
  });

  it("are unsure within half a minute of their end", async () => {
    const judge = setUp();
    await judge([started(SOME)], LATER);
    expect(await judge([started(SOME)], LATER + 299_000)).toMatchObject({ withheld: ["news"], unsure: ["send-lock"] });
  });

  it("go by the names that contents have, of groups and of people", async () => {
    const named = aBroadcast({ contents: [{ type: "text", text: "{{name}}{{group}}，今晚八点上新" }] });
    for (const to of ["wxid_friend", "1@chatroom"]) {
      const judge = setUp({ broadcast: named });
      await judge([started({ ...SOME, to })], LATER);
      expect(await judge([started({ ...SOME, to })], LATER + 60_000), to).toMatchObject({ withheld: ["news"] });
    }
  });

  it("are no one's where the account is gone", async () => {
    const judge = setUp();
    const gone = { appId: "wx_gone", to: "wxid_friend" };
    await judge([started(gone)], LATER);
    expect(await judge([started(gone)], LATER + 1000)).toMatchObject({ withheld: [], unsure: [] });
  });

  it.each<[string, World, DeliveryOrder, Unsure[]]>([
    ["a broadcast that is gone", {}, started(SOME, "old"), ["broadcast"]],
    [
      "a broadcast that changed since",
      { broadcast: aBroadcast({ updatedAt: NOON + DAY }) },
      started(SOME),
      ["broadcast"],
    ],
    ["a person who has opted out by now", { out: [SOME.to] }, started(SOME), ["opt-out"]],
    ["an operator's run", { runs: [aRun()] }, started(SOME), ["send-lock"]],
    ["an operator's run for everyone, to an audience", { runs: [aRun()] }, started(), ["send-lock"]],
    ["an operator's run for the person", { runs: [aRun({ only: SOME })] }, started(SOME), ["send-lock"]],
    ["an operator's run for another person", { runs: [aRun({ only: { ...SOME, to: "b" } })] }, started(SOME), []],
    ["an operator's run on another account", { runs: [aRun({ only: { ...SOME, appId: "b" } })] }, started(SOME), []],
    ["an operator's run for a person, to an audience", { runs: [aRun({ only: SOME })] }, started(), ["send-lock"]],
    ["a run that a rule started", { runs: [aRun({ startedBy: "rule:a" })] }, started(SOME), []],
    ["a later run", { runs: [aRun({ startedAt: LATER + 60_000 })] }, started(SOME), []],
    ["a run that was over", { runs: [aRun({ notAfter: NOON })] }, started(SOME), []],
  ])("know of %s", async (_, world, delivery, unsure) => {
    expect(await setUp(world)([delivery], LATER)).toMatchObject({ withheld: [], unsure });
  });

  it("may have been taken before the messages that are read", async () => {
    const judge = setUp({ isWhole: false });
    expect(await judge([started(SOME)], NOON + 1000)).toMatchObject({ unsure: ["send-lock"] });
  });

  it("may have been taken by a broadcast to an audience", async () => {
    const judge = setUp();
    await judge([started()], LATER);
    expect(await judge([started(SOME)], LATER + 60_000)).toMatchObject({ withheld: [], unsure: ["send-lock"] });
  });
});
