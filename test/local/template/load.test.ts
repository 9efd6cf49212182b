import { describe, expect, it } from "vitest";
import { loadCloudModel } from "../../../local/template/load.ts";
import { ENDPOINTS, load, type Resource, ROLE_ARN, withAssembly } from "./an-assembly.ts";

const queue: Resource = { Type: "AWS::SQS::Queue", Properties: { FifoQueue: true, VisibilityTimeout: 90 } };
const fn = (variables: object = {}, more: object = {}): Resource => ({
  Type: "AWS::Lambda::Function",
  Properties: {
    Code: { S3Bucket: "assets", S3Key: "abc.zip" },
    Handler: "index.handler",
    Runtime: "nodejs24.x",
    Role: ROLE_ARN,
    Environment: { Variables: variables },
    ...more,
  },
});
const CODE = { "abc.zip": "asset.abc" };

describe("an assembly", () => {
  it.each([
    ["imports from another", { "Fn::ImportValue": "data:Url" }],
    ["reads of another's outputs", { "Fn::GetStackOutput": { StackName: "fleet-data", OutputName: "Url" } }],
  ])("resolves what one stack %s, whichever stands first", (_what, url) => {
    const consumer = { Resources: { Work01234567: fn({ QUEUE_URL: url }) } };
    const data = {
      Resources: { InboundABCDEF01: queue },
      Outputs: { Url: { Value: { Ref: "InboundABCDEF01" }, Export: { Name: { "Fn::Join": [":", ["data", "Url"]] } } } },
    };
    for (const stacks of [
      { consumer, data },
      { data, consumer },
    ]) {
      const { queues, functions } = load(stacks, CODE);
      expect(queues).toEqual([
        {
          name: "fleet-data-Inbound.fifo",
          arn: "arn:aws:sqs:us-east-1:000000000000:fleet-data-Inbound.fifo",
          url: "http://127.0.0.1:8789/000000000000/fleet-data-Inbound.fifo",
          attributes: { FifoQueue: "true", VisibilityTimeout: "90" },
        },
      ]);
      expect(functions[0]).toMatchObject({
        name: "fleet-consumer-Work",
        environment: { QUEUE_URL: queues[0]?.url },
        codeDir: expect.stringMatching(/\/asset\.abc$/),
      });
    }
  });

  it("refuses an environment that Lambda would refuse", () => {
    const bytes = (text: string) => ({ TEXT: text.repeat((4096 - '{"TEXT":""}'.length) / Buffer.byteLength(text)) });
    const one = (variables: object) => load({ one: { Resources: { A: fn(variables) } } }, CODE);
    expect(one(bytes("x")).functions).toHaveLength(1);
    expect(() => one({ ...bytes("x"), N: "" })).toThrow(
      "fleet-one-A: Lambda would refuse the environment, which has 4103 bytes",
    );
  });

  it("takes a function's limits from the template, and Lambda's defaults where it says nothing", () => {
    const retries: Resource = {
      Type: "AWS::Lambda::EventInvokeConfig",
      Properties: {
        FunctionName: { Ref: "B" },
        MaximumRetryAttempts: 0,
        DestinationConfig: { OnFailure: { Destination: { "Fn::GetAtt": ["Lost", "Arn"] } } },
      },
    };
    const B = fn({ N: 5 }, { FunctionName: "b", Timeout: 30, MemorySize: 512, ReservedConcurrentExecutions: 4 });
    const Lost: Resource = { Type: queue.Type };
    const { functions, queues } = load({ one: { Resources: { A: fn(), B, retries, Lost } } }, CODE);
    expect(functions).toMatchObject([
      {
        name: "fleet-one-A",
        timeoutSeconds: 3,
        memoryMb: 128,
        reservedConcurrency: undefined,
        asyncRetries: 2,
        onFailureArn: undefined,
      },
      {
        name: "b",
        timeoutSeconds: 30,
        memoryMb: 512,
        reservedConcurrency: 4,
        asyncRetries: 0,
        onFailureArn: queues[0]?.arn,
        environment: { N: "5" },
      },
    ]);
  });

  it("takes what a target does with undelivered events from the template", () => {
    const DeadLetterConfig = { Arn: { "Fn::GetAtt": ["Lost", "Arn"] } };
    const RetryPolicy = { MaximumEventAgeInSeconds: 600, MaximumRetryAttempts: 7 };
    const Arn = { "Fn::GetAtt": ["Work", "Arn"] };
    const rule: Resource = {
      Type: "AWS::Events::Rule",
      Properties: {
        ScheduleExpression: "rate(1 minute)",
        Targets: [
          { Id: "kept", Arn, DeadLetterConfig, RetryPolicy },
          { Id: "plain", Arn },
        ],
      },
    };
    const Resources = { Work: { Type: queue.Type }, Lost: { Type: queue.Type }, rule };
    const { rules, queues } = load({ one: { Resources } });
    expect(rules[0]?.targets).toEqual([
      {
        id: "kept",
        arn: queues[0]?.arn,
        deadLetterArn: queues[1]?.arn,
        retry: { maxAgeSeconds: 600, maxRetries: 7 },
      },
      { id: "plain", arn: queues[0]?.arn },
    ]);
  });

  it("lists dead-letter queues before the queues that point to them", () => {
    const RedrivePolicy = { deadLetterTargetArn: { "Fn::GetAtt": ["Dead", "Arn"] }, maxReceiveCount: 5 };
    const { queues } = load({
      one: { Resources: { A: { Type: queue.Type, Properties: { RedrivePolicy } }, Dead: queue } },
    });
    expect(queues.map(({ name }) => name)).toEqual(["fleet-one-Dead.fifo", "fleet-one-A"]);
    expect(JSON.parse(queues[1]?.attributes.RedrivePolicy ?? "")).toEqual({
      deadLetterTargetArn: queues[0]?.arn,
      maxReceiveCount: 5,
    });
  });

  it("leaves out what its condition excludes", () => {
    const Conditions = { Wanted: { "Fn::Equals": [{ Ref: "Mode" }, "on"] } };
    const Resources = { Q: { ...queue, Condition: "Wanted" }, R: queue };
    const Parameters = (Default: string) => ({ Mode: { Type: "String", Default } });
    expect(load({ one: { Resources, Conditions, Parameters: Parameters("on") } }).queues).toHaveLength(2);
    expect(load({ one: { Resources, Conditions, Parameters: Parameters("off") } }).queues).toHaveLength(1);
  });

  it("names every resource that nobody emulates, by stack, id and type", () => {
    const Resources = {
      Stream: { Type: "AWS::Kinesis::Stream" },
      Fine: queue,
      Special: { Type: "Custom::Thing" },
    };
    expect(() => load({ one: { Resources } })).toThrow(
      "the embedded cloud has no emulation for fleet-one/Stream (AWS::Kinesis::Stream), fleet-one/Special (Custom::Thing)",
    );
  });

  it.each<[string, Resource, RegExp]>([
    [
      "a function with layers",
      fn({}, { Layers: ["x"] }),
      /fleet-one\/X \(AWS::Lambda::Function\).*layers: not emulated/s,
    ],
    ["a function of another runtime", fn({}, { Runtime: "python3.13" }), /X \(AWS::Lambda::Function\).*nodejs/s],
    ["a function without its asset", fn({}, { Code: { S3Key: "gone.zip" } }), /fleet-one-X: .* no asset gone\.zip/],
    ["a reference to nothing", fn({ A: { Ref: "Nothing" } }), /fleet-one\/X .*: fleet-one has no resource Nothing/],
    ["an import of nothing", fn({ A: { "Fn::ImportValue": "none" } }), /fleet-one\/X .*: no stack exports none/],
    [
      "an output of nothing",
      fn({ A: { "Fn::GetStackOutput": { StackName: "two", OutputName: "Url" } } }),
      /fleet-one\/X .*: no stack two has an output Url/,
    ],
    [
      "an unknown attribute",
      fn({ A: { "Fn::GetAtt": ["X", "SnapStart"] } }),
      /SnapStart of X \(AWS::Lambda::Function\)/,
    ],
    [
      "a REST-like API",
      { Type: "AWS::ApiGatewayV2::Api", Properties: { ProtocolType: "WEBSOCKET" } },
      /only HTTP APIs/,
    ],
    [
      "a mapping from a stream",
      {
        Type: "AWS::Lambda::EventSourceMapping",
        Properties: { EventSourceArn: "arn:aws:kinesis:x", FunctionName: "f" },
      },
      /nothing in the template is arn:aws:kinesis:x/,
    ],
    [
      "a table with a stream",
      {
        Type: "AWS::DynamoDB::Table",
        Properties: { KeySchema: [], AttributeDefinitions: [], StreamSpecification: {} },
      },
      /table streams: not emulated/,
    ],
  ])("refuses %s instead of running it otherwise than AWS", (_, X, reason) => {
    expect(() => load({ one: { Resources: { X } } }, CODE)).toThrow(reason);
  });

  it("that does not exist is an error that says what to run", () => {
    expect(() => withAssembly({}, {}, (dir) => loadCloudModel(`${dir}/none`, ENDPOINTS))).toThrow(/npm run synth/);
  });
});
