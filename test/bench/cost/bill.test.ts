import { describe, expect, it } from "vitest";
import { billOf, HEARTBEATS, MESSAGES, sumsBy, total } from "../../../bench/cost/bill.ts";
import { between, type Usage } from "../../../bench/cost/usage.ts";

const consumer = "wechat-fleet-dev-stateless-ConsumerFunction";
const planner = "wechat-fleet-dev-stateless-HeartbeatPlannerFunction";
const inbound = "wechat-fleet-dev-stateful-InboundLaneQueue.fifo";
const dead = "wechat-fleet-dev-stateful-InboundLaneDeadLetterQueue.fifo";
const beats = "wechat-fleet-dev-stateful-HeartbeatsLaneQueue";

/** A million messages, in round numbers. */
const MILLION: Usage = {
  functions: {
    [consumer]: { invocations: 1e6, billedGbMs: 30e6, logBytes: 200e6, cpuMs: 4e6 },
    [planner]: { invocations: 10, billedGbMs: 1000, logBytes: 1000, cpuMs: 1 },
  },
  calls: {
    [consumer]: {
      "s3:GET": 1000,
      "s3:PUT": 100,
      "secretsmanager:GetSecretValue": 10,
      "kms:Decrypt": 9,
      "kms:GenerateDataKey": 1,
    },
  },
  dynamodb: {
    tables: { journal: { readUnits: 0, writeUnits: 2e6 } },
    functions: { [consumer]: { readUnits: 1e6, writeUnits: 2e6 }, others: { readUnits: 9e9, writeUnits: 9e9 } },
  },
  billed: { sqs: { [inbound]: 1e6, [dead]: 1e6, [beats]: 1e6 }, events: 1000, http: 1e6 },
  pollers: [
    { queue: inbound, receives: 1.5e6, emptyReceives: 0.5e6, deletes: 1e6 },
    { queue: beats, receives: 100, emptyReceives: 0, deletes: 100 },
  ],
};

describe("a bill", () => {
  it("has what the messages' functions and queues used, at the price of each unit", () => {
    const services = Object.fromEntries(sumsBy(billOf(MILLION, MESSAGES), "service"));
    expect(services).toEqual({
      "HTTP API": expect.closeTo(1, 6),
      SQS: expect.closeTo(1.5, 6),
      DynamoDB: expect.closeTo(0.125 + 1.25, 6),
      Lambda: expect.closeTo(0.2 + 0.4, 5),
      "CloudWatch Logs": expect.closeTo(0.113 + 0.1, 6),
      EventBridge: expect.closeTo(0.001, 6),
      S3: expect.closeTo(0.0009, 6),
      "Secrets Manager": expect.closeTo(0.00005, 6),
      KMS: expect.closeTo(0.00003, 6),
    });
    expect(total(billOf(MILLION, MESSAGES))).toBeCloseTo(4.69, 3);
  });

  it("of heartbeats has a standard queue, and nothing that messages used", () => {
    const lines = billOf(MILLION, HEARTBEATS);
    expect(lines.map(({ service, by }) => `${service} ${by}`)).toEqual([
      `Lambda ${planner}`,
      `Lambda ${planner}`,
      `CloudWatch Logs ${planner}`,
      `SQS ${beats}`,
    ]);
    expect(lines.at(-1)?.usd).toBeCloseTo((1e6 + 200) * 0.4e-6, 9);
  });
});

it("what was used between two readings is their difference, also of what the first one does not have", () => {
  const first: Usage = {
    functions: { [consumer]: { invocations: 4e5, billedGbMs: 10e6, logBytes: 50e6, cpuMs: 1e6 } },
    calls: {},
    dynamodb: { tables: {}, functions: {} },
    billed: { sqs: {}, events: 0, http: 4e5 },
    pollers: [],
  };
  const used = between(first, MILLION);
  expect(used.functions[consumer]).toEqual({ invocations: 6e5, billedGbMs: 20e6, logBytes: 150e6, cpuMs: 3e6 });
  expect(used.billed.http).toBe(6e5);
  expect(used.pollers).toEqual(MILLION.pollers);
  expect(used.dynamodb).toEqual(MILLION.dynamodb);
});
