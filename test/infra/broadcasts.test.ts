import { beforeAll, describe, expect, it } from "vitest";
import { TIMEOUTS } from "../../shared/names.ts";
import { type Synthesized, synthesize } from "./synthesize.ts";

describe("broadcasts", () => {
  let fleet: Synthesized;
  const properties = (id: string) => Object(fleet.resources[id]?.Properties);

  beforeAll(() => {
    fleet = synthesize();
  });

  it("are asked for by one event of the platform's own source", () => {
    const rule = properties("BroadcastRequested");
    expect(rule.EventPattern).toEqual({ source: ["wechat-fleet"], "detail-type": ["BroadcastRequested"] });
    expect(fleet.readable(rule.EventBusName)).toBe("Bus");
    expect(rule.Targets).toHaveLength(1);
    expect(fleet.readable(rule.Targets[0].Arn)).toBe("BroadcastsLaneQueue.Arn");
    const [, accepts] = properties("BroadcastsLaneQueuePolicy").PolicyDocument.Statement;
    expect(accepts).toMatchObject({ Effect: "Allow", Principal: { Service: "events.amazonaws.com" } });
  });

  it("are worked on from a queue with dead letters and an alarm, in batches", () => {
    const queue = properties("BroadcastsLaneQueue");
    expect(queue.VisibilityTimeout).toBeGreaterThanOrEqual(6 * TIMEOUTS.broadcast);
    expect(queue.RedrivePolicy.maxReceiveCount).toBe(20);
    expect(fleet.readable(queue.RedrivePolicy.deadLetterTargetArn)).toBe("BroadcastsLaneDeadLetterQueue.Arn");
    expect(properties("BroadcastsLaneDeadLetterAlarm")).toBeDefined();
    expect(properties("BroadcastSource")).toMatchObject({
      BatchSize: 10,
      FunctionResponseTypes: ["ReportBatchItemFailures"],
      ScalingConfig: { MaximumConcurrency: 5 },
    });
    expect(properties("BroadcastFunction")).toMatchObject({ Timeout: 60, ReservedConcurrentExecutions: 5 });
  });
});
