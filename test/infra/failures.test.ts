import { describe, expect, it } from "vitest";
import { synthesize } from "./synthesize.ts";

type Target = {
  readonly Arn: unknown;
  readonly DeadLetterConfig?: { readonly Arn: unknown };
  readonly RetryPolicy?: { readonly MaximumEventAgeInSeconds: number; readonly MaximumRetryAttempts: number };
};

/** SQS: the longest delay of a message, seconds. No function puts one to sleep for longer. */
const LONGEST_DELAY = 900;
const DAY = 86_400;

const EVERYTHING = { pollers: "7", behaviourEvents: "on", behaviourStream: "true" };

function partsOf(context: Record<string, unknown>) {
  const fleet = synthesize(context);
  const all = (type: string) =>
    Object.entries(fleet.resources).flatMap(([id, { Type, Properties }]) =>
      Type === `AWS::${type}` ? [{ id, ...Object(Properties) }] : [],
    );
  return { ...fleet, all };
}

/** Rules and schedules whose failed deliveries are kept nowhere, or tried again for no stated time. */
function targetsWithoutFailures({ all }: ReturnType<typeof partsOf>): string[] {
  const named = [
    ...all("Events::Rule").map(({ id, Targets }) => ({ id, targets: Targets as Target[] })),
    ...all("Scheduler::Schedule").map(({ id, Target }) => ({ id, targets: [Target as Target] })),
  ];
  return named.flatMap(({ id, targets }) =>
    targets.some(({ DeadLetterConfig, RetryPolicy }) => !DeadLetterConfig?.Arn || !RetryPolicy) ? [id] : [],
  );
}

/** Functions that are invoked asynchronously: by anything but a queue's event source and an HTTP request. */
function asynchronousFunctions({ all, readable }: ReturnType<typeof partsOf>): string[] {
  const invoked = all("Lambda::Permission").filter(({ Principal }) => Principal !== "apigateway.amazonaws.com");
  return [...new Set(invoked.map(({ FunctionName }) => readable(FunctionName).replace(/\..*$/, "")))].toSorted();
}

describe.each([
  ["by default", {}],
  ["with every optional part", EVERYTHING],
])("what fails, %s", (_what, context) => {
  const fleet = partsOf(context);
  const { all, readable } = fleet;
  const queues = new Map(all("SQS::Queue").map((queue) => [`${queue.id}.Arn`, queue]));

  it.each(
    all("SQS::Queue")
      .filter(({ RedrivePolicy }) => RedrivePolicy)
      .map(({ id }) => id),
  )("in %s reaches its dead-letter queue before its time is over, and stays there for a week", (id) => {
    const queue = queues.get(`${id}.Arn`);
    const { deadLetterTargetArn, maxReceiveCount } = queue.RedrivePolicy;
    const rests = LONGEST_DELAY + maxReceiveCount * Math.max(queue.VisibilityTimeout, LONGEST_DELAY);
    expect(queue.MessageRetentionPeriod).toBeGreaterThanOrEqual(1.2 * rests);
    // A standard queue's messages keep the time at which they were sent; a FIFO queue's begin anew.
    const left = queues.get(readable(deadLetterTargetArn)).MessageRetentionPeriod - (queue.FifoQueue ? 0 : rests);
    expect(left).toBeGreaterThanOrEqual(7 * DAY);
  });

  it("on its way from a rule or schedule to its target is kept", () => {
    expect(targetsWithoutFailures(fleet)).toEqual([]);
  });

  it("in a function that is invoked asynchronously is kept", () => {
    const configs = new Map(
      all("Lambda::EventInvokeConfig").map((config) => [readable(config.FunctionName), config] as const),
    );
    const functions = asynchronousFunctions(fleet);
    expect(functions).toContain("SpoolDrainFunction");
    for (const id of functions) {
      const config = configs.get(id);
      expect([id, readable(config?.DestinationConfig.OnFailure.Destination)]).toEqual([id, "FailuresQueue.Arn"]);
      expect(config?.Qualifier).toBe("$LATEST");
      const policy = all("IAM::Policy").find((one) => one.id === id.replace(/Function$/, "RoleDefaultPolicy"));
      const sends = policy?.PolicyDocument.Statement.filter(
        ({ Action, Resource }: { Action: unknown; Resource: unknown }) =>
          Action === "sqs:SendMessage" && [Resource].flat().map(readable).includes("FailuresQueue.Arn"),
      );
      expect([id, sends]).toEqual([id, [expect.objectContaining({ Effect: "Allow" })]]);
    }
  });

  it("ends in a queue that is emptied into rows: every queue that is no lane is drained, and no lane is", () => {
    const { Variables } = Object(fleet.resources.DeadLetterDrainFunction?.Properties.Environment);
    const pairs = readable(Variables.DEAD_LETTER_QUEUES)
      .split(" ")
      .map((pair) => pair.split("="));
    const drained = pairs.map(([, queue]) => queue);
    const lanes = [...queues.values()].filter(({ RedrivePolicy }) => RedrivePolicy);
    const ends = [...queues.values()].filter(({ RedrivePolicy }) => !RedrivePolicy);
    expect(drained.toSorted()).toEqual(ends.map(({ id }) => id).toSorted());
    // An operator finds a lane's rows by the name that the function behind the lane writes, and its alarm watches.
    for (const { id, RedrivePolicy } of lanes) {
      const source = all("Lambda::EventSourceMapping").find(
        ({ EventSourceArn }) => readable(EventSourceArn) === `${id}.Arn`,
      );
      const worker = Object(fleet.resources[readable(source?.FunctionName)]?.Properties.Environment).Variables;
      const [name] = pairs.find(([, queue]) => `${queue}.Arn` === readable(RedrivePolicy.deadLetterTargetArn)) ?? [];
      expect([id, worker.LANE, Number(worker.LANE_RECEIVES)]).toEqual([id, name, RedrivePolicy.maxReceiveCount]);
      const alarm = Object(fleet.resources[id.replace(/Queue$/, "DeadLetterAlarm")]?.Properties);
      expect(alarm.Dimensions).toContainEqual({ Name: "lane", Value: name });
    }
  });

  it("is kept in a standard queue for 14 days, which EventBridge of this account may fill and an alarm watches", () => {
    const kept = all("Events::Rule").flatMap(({ Targets }) =>
      (Targets as Target[]).map(({ DeadLetterConfig }) => readable(DeadLetterConfig?.Arn)),
    );
    expect([...new Set(kept)]).toEqual(["FailuresQueue.Arn"]);
    expect(queues.get("FailuresQueue.Arn")).toMatchObject({ MessageRetentionPeriod: 14 * DAY });
    expect(queues.get("FailuresQueue.Arn").FifoQueue).toBeUndefined();
    const allows = Object(fleet.resources.FailuresQueuePolicy?.Properties.PolicyDocument).Statement.filter(
      ({ Effect }: { Effect: string }) => Effect === "Allow",
    );
    expect(allows).toEqual([
      expect.objectContaining({
        Action: "sqs:SendMessage",
        Principal: { Service: "events.amazonaws.com" },
        Condition: { StringEquals: { "aws:SourceAccount": { Ref: "AWS::AccountId" } } },
      }),
    ]);
    const alarm = Object(fleet.resources.FailuresAlarm?.Properties);
    expect(alarm).toMatchObject({ MetricName: "DeadLettersOpen", Threshold: 1 });
    expect(alarm.Dimensions).toContainEqual({ Name: "lane", Value: "failures" });
  });
});
