import { ConditionalCheckFailedException, DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { describe, expect, it, vi } from "vitest";
import { createDynamoRunProgress } from "../../../../shared/broadcasts/adapters/dynamo-run-progress.ts";
import { createDynamoBroadcastRuns } from "../../../../shared/broadcasts/adapters/dynamo-runs.ts";
import { createDynamoLedger } from "../../../../shared/outbound/adapters/dynamo-ledger.ts";
import { createDynamoTokenBuckets } from "../../../../shared/outbound/adapters/dynamo-token-buckets.ts";
import { rowOf } from "../../../../shared/outbound/adapters/ledger/row.ts";
import type { LedgerEntry } from "../../../../shared/outbound/domain/ledger.ts";
import type { Item } from "../../../../shared/platform/dynamodb/attributes.ts";
import { createDynamoRules } from "../../../../shared/rules/adapters/dynamo-rules.ts";
import type { RuleSnapshot } from "../../../../shared/rules/domain/rule.ts";
import { aCommand, aRule, aRun, aRunPlan, aSnapshot, NOON } from "../../../support/builders.ts";

/** A table where every conditional write finds `item` in its way. */
function aTableWith(item: (input: Record<string, unknown>) => Item | undefined) {
  const client = new DynamoDBClient({ region: "us-east-1" });
  const send = vi.spyOn(client, "send").mockImplementation(async (command: object) => {
    const input = "input" in command ? (command.input as Record<string, unknown>) : {};
    if (!input.ConditionExpression) return {};
    const Item = item(input);
    throw new ConditionalCheckFailedException({ message: "no", $metadata: {}, ...(Item ? { Item } : {}) });
  });
  return { options: { client, table: "table" }, send };
}

describe("the ledger", () => {
  const row: LedgerEntry = { command: aCommand(), state: "reserved", attempts: 1, owner: "other", updatedAt: NOON };

  it("knows a claim of its own whose answer was lost", async () => {
    const mine = { ...row, state: "sending", owner: "me", leaseUntil: NOON + 9 } as const;
    const { options } = aTableWith(() => rowOf(mine));
    const claim = createDynamoLedger(options).claim(aCommand(), "me", NOON + 9, NOON);
    expect(await claim).toEqual({ claimed: true, attempts: 1 });
  });

  it.each([row, { command: aCommand(), state: "reserved", attempts: 2, updatedAt: NOON } as const])(
    "gives up after a few rounds on a row that changes all the time, and shows how it found it",
    async (found) => {
      const { options, send } = aTableWith(() => rowOf(found));
      const claim = await createDynamoLedger(options).claim(aCommand(), "me", NOON + 9, NOON);
      expect(claim).toEqual({ claimed: false, entry: found });
      expect(send).toHaveBeenCalledTimes(5);
    },
  );

  it("claims in one write what it takes to be absent, or reserved by a request", async () => {
    const client = new DynamoDBClient({ region: "us-east-1" });
    const conditions: unknown[] = [];
    vi.spyOn(client, "send").mockImplementation(async (command: object) => {
      conditions.push("input" in command && Object(command.input).ConditionExpression);
      return {};
    });
    const ledger = createDynamoLedger({ client, table: "table" });
    const requested = { requestId: "order-1", digest: "d" };
    for (const command of [
      aCommand(),
      aCommand({ origin: requested }),
      aCommand({ origin: requested, generation: 1 }),
    ]) {
      expect(await ledger.claim(command, "me", NOON + 9, NOON)).toEqual({ claimed: true, attempts: 0 });
    }
    expect(conditions).toEqual([
      expect.stringContaining("attribute_not_exists(#pk)"),
      expect.stringContaining("#state = :wasState"),
      expect.stringContaining("attribute_not_exists(#pk)"),
    ]);
  });

  it.each<[string, Item]>([
    ["a state", { state: { S: "lost" } }],
    ["a number of tries", { attempts: { S: "one" } }],
    ["a time", { updatedAt: { N: "1" } }],
    ["a command", { command: { S: "{}" } }],
  ])("says that a row without %s is not readable", async (_what, broken) => {
    const { options } = aTableWith(() => ({ ...rowOf(row), ...broken }));
    const claim = createDynamoLedger(options).claim(aCommand(), "me", NOON + 9, NOON);
    await expect(claim).rejects.toMatchObject({ code: "internal", details: { pk: "cmd#cmd_1", sk: "cmd" } });
  });
});

describe("rules", () => {
  const large = (text: string): RuleSnapshot =>
    aSnapshot(
      1,
      Array.from({ length: 40 }, (_, index) =>
        aRule({ id: `r${index}`, actions: [{ type: "reply", text: text.repeat(4000) }] }),
      ),
    );
  const storedAs = async (snapshot: RuleSnapshot): Promise<Item | undefined> => {
    const client = new DynamoDBClient({ region: "us-east-1" });
    const send = vi.spyOn(client, "send").mockImplementation(async () => ({}));
    await createDynamoRules({ client, table: "table" }).publish(snapshot);
    const puts = send.mock.calls.flatMap(([command]) =>
      command instanceof PutItemCommand ? [command.input.Item] : [],
    );
    return puts.find((item) => item?.about);
  };

  it.each<[string, RuleSnapshot]>([
    ["short", aSnapshot(1)],
    ["large", large("a")],
  ])("know a %s publication of their own whose answer was lost", async (_what, snapshot) => {
    const stored = await storedAs(snapshot);
    const { options } = aTableWith(() => stored);
    await createDynamoRules(options).publish(snapshot);
  });

  it.each<[string, RuleSnapshot, RuleSnapshot]>([
    ["short", aSnapshot(1), aSnapshot(1, [])],
    ["large", large("a"), large("b")],
    ["large over a short", large("a"), aSnapshot(1)],
  ])("do not take another's %s publication for their own", async (_what, mine, theirs) => {
    const stored = await storedAs(theirs);
    const { options } = aTableWith(() => stored);
    await expect(createDynamoRules(options).publish(mine)).rejects.toMatchObject({ code: "conflict" });
  });
});

describe("token buckets", () => {
  it("give nothing, for one token's time, where others are faster round after round", async () => {
    const { options, send } = aTableWith(() => ({ tat: { N: String(NOON) }, used: { N: "0" } }));
    const buckets = createDynamoTokenBuckets(options);
    const limits = { perSecond: 2, burst: 3, dailyCap: 100 };
    expect(await buckets.take("b", 1, limits, NOON)).toEqual({ granted: 0, waitMs: 500 });
    expect(send).toHaveBeenCalledTimes(10);
  });
});

describe("runs of broadcasts", () => {
  it("know a change and a step of their own whose answers were lost", async () => {
    const { options } = aTableWith((input) => input.Item as Item);
    const runs = createDynamoBroadcastRuns(options);
    expect(await runs.change(aRun({ revision: 1, state: "paused" }))).toBe(true);
    const progress = { shard: 0, step: 1, expanded: true, planned: 3, marks: [] };
    expect(await createDynamoRunProgress(options).advance("run_1", 0, progress, NOON)).toBe(true);
  });

  it("are as many accounts as the plan has that was there first", async () => {
    const before = aRunPlan({ appIds: ["wx_app_1", "wx_app_2", "wx_app_3"] });
    const { options } = aTableWith((input) => {
      const row = input.Item as Item;
      return row.plan ? { ...row, plan: { S: JSON.stringify(before) } } : undefined;
    });
    expect(await createDynamoBroadcastRuns(options).create(aRun(), aRunPlan())).toEqual(aRun({ accountCount: 3 }));
  });
});
