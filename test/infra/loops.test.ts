import { beforeAll, describe, expect, it } from "vitest";
import { functionsInLoops } from "./invocation-graph.ts";
import { type Synthesized, synthesize } from "./synthesize.ts";

/** A function with its role, which may `action` on `resource`. */
function aFunction(id: string, action: string, resource: unknown) {
  return {
    [id]: { Type: "AWS::Lambda::Function", Properties: { Role: { "Fn::GetAtt": [`${id}Role`, "Arn"] } } },
    [`${id}Role`]: { Type: "AWS::IAM::Role", Properties: {} },
    [`${id}Policy`]: {
      Type: "AWS::IAM::Policy",
      Properties: {
        Roles: [{ Ref: `${id}Role` }],
        PolicyDocument: { Statement: [{ Effect: "Allow", Action: action, Resource: resource }] },
      },
    },
  };
}

const aSource = (queue: string, fn: string) => ({
  [`${fn}Source`]: {
    Type: "AWS::Lambda::EventSourceMapping",
    Properties: { EventSourceArn: arnOf(queue), FunctionName: { Ref: fn } },
  },
});
const arnOf = (id: string) => ({ "Fn::GetAtt": [id, "Arn"] });
const aQueue = (id: string) => ({ [id]: { Type: "AWS::SQS::Queue", Properties: {} } });

describe("functions in loops", () => {
  let fleet: Synthesized;

  beforeAll(() => {
    fleet = synthesize({ pollers: "2", behaviourEvents: "on", behaviourStream: "true" });
  });

  it("are those that queue their own next step, directly or by another function", () => {
    expect(functionsInLoops(fleet.resources, fleet.readable)).toEqual([
      "AccountWorkerFunction",
      "BroadcastFunction",
      "ComponentWorkerFunction",
      "DirectoryFunction",
      "HeartbeatFunction",
      "NotifierFunction",
    ]);
  });

  it("may go on for more than 16 steps, and no other function may", () => {
    const allowed = Object.entries(fleet.resources).filter(([, { Type, Properties }]) => {
      return Type === "AWS::Lambda::Function" && Properties.RecursiveLoop === "Allow";
    });
    expect(allowed.map(([id]) => id).toSorted()).toEqual(functionsInLoops(fleet.resources, fleet.readable));
  });

  it("are not stopped; an alarm rings where Lambda stops another function behind a queue", () => {
    const inLoops = functionsInLoops(fleet.resources, fleet.readable);
    const fed = Object.values(fleet.resources)
      .filter(({ Type }) => Type === "AWS::Lambda::EventSourceMapping")
      .map(({ Properties }) => fleet.readable(Properties.FunctionName));
    const watched = Object.values(fleet.resources)
      .filter(({ Properties }) => Object(Properties).MetricName === "RecursiveInvocationsDropped")
      .map(({ Properties }) => {
        const { Namespace, Dimensions, Threshold } = Object(Properties);
        expect([Namespace, Threshold, Dimensions[0].Name]).toEqual(["AWS/Lambda", 1, "FunctionName"]);
        return fleet.readable(Dimensions[0].Value);
      });
    expect(watched.toSorted()).toEqual(fed.filter((id) => !inLoops.includes(id)).toSorted());
    expect(watched).toContain("ConsumerFunction");
  });

  it.each([
    [
      "a queue of its own",
      { ...aFunction("One", "sqs:SendMessage", arnOf("Own")), ...aQueue("Own"), ...aSource("Own", "One") },
      ["One"],
    ],
    [
      "another function's queue",
      {
        ...aFunction("One", "sqs:SendMessage", arnOf("Second")),
        ...aFunction("Two", "sqs:SendMessage", [arnOf("First")]),
        ...aFunction("Three", "sqs:SendMessage", [arnOf("First")]),
        ...aQueue("First"),
        ...aQueue("Second"),
        ...aSource("First", "One"),
        ...aSource("Second", "Two"),
      },
      ["One", "Two"],
    ],
    [
      "a bucket that tells a topic with a queue behind it",
      {
        ...aFunction("One", "s3:PutObject", { "Fn::Join": ["", [arnOf("Files"), "/*"]] }),
        Files: {
          Type: "AWS::S3::Bucket",
          Properties: { NotificationConfiguration: { TopicConfigurations: [{ Topic: { Ref: "News" } }] } },
        },
        News: { Type: "AWS::SNS::Topic", Properties: {} },
        Subscribed: {
          Type: "AWS::SNS::Subscription",
          Properties: { TopicArn: { Ref: "News" }, Protocol: "sqs", Endpoint: arnOf("Own") },
        },
        ...aQueue("Own"),
        ...aSource("Own", "One"),
      },
      ["One"],
    ],
    [
      "a queue that only another function reads",
      { ...aFunction("One", "sqs:SendMessage", arnOf("Own")), ...aQueue("Own"), ...aSource("Own", "Two") },
      [],
    ],
  ])("are found by %s", (_what, resources, found) => {
    expect(functionsInLoops(resources, fleet.readable)).toEqual(found);
  });
});
