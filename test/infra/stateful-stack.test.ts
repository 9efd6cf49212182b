import { beforeAll, describe, expect, it } from "vitest";
import { INDEXES, KEYS, TIMEOUTS } from "../../shared/names.ts";
import { type Synthesized, synthesize } from "./synthesize.ts";

describe("the stateful stack", () => {
  let fleet: Synthesized;

  beforeAll(() => {
    fleet = synthesize();
  });

  const properties = (id: string) => Object(fleet.resources[id]?.Properties);

  const all = (type: string) => Object.entries(fleet.stateful.findResources(type));

  it.each([
    ["InboundLane", 20, TIMEOUTS.consumer],
    ["OutboundLiveLane", 1000, TIMEOUTS.sender],
    ["OutboundBulkLane", 1000, TIMEOUTS.sender],
    ["AiLane", 10, TIMEOUTS.ai],
    ["DeliveriesLane", 30, TIMEOUTS.delivery],
  ])(
    "%s is high-throughput FIFO, hidden for six timeouts, with a FIFO dead-letter queue after %d receives",
    (lane, receives, timeout) => {
      const queue = properties(`${lane}Queue`);
      expect(queue).toMatchObject({
        FifoQueue: true,
        DeduplicationScope: "messageGroup",
        FifoThroughputLimit: "perMessageGroupId",
        RedrivePolicy: { maxReceiveCount: receives },
      });
      expect(queue.VisibilityTimeout).toBeGreaterThanOrEqual(6 * timeout);
      expect(fleet.readable(queue.RedrivePolicy.deadLetterTargetArn)).toBe(`${lane}DeadLetterQueue.Arn`);
      expect(properties(`${lane}DeadLetterQueue`).FifoQueue).toBe(true);
      expect(properties(`${lane}DeadLetterAlarm`)).toMatchObject({ MetricName: "DeadLettersOpen", Threshold: 1 });
    },
  );

  it("every queue encrypts, refuses plain HTTP and, if it holds messages of people, keeps them for 14 days", () => {
    const queues = all("AWS::SQS::Queue");
    expect(queues.filter(([, { Properties }]) => Properties.FifoQueue)).toHaveLength(10);
    for (const [id, queue] of queues) {
      expect(queue.Properties.SqsManagedSseEnabled).toBe(true);
      const keeps = queue.Properties.FifoQueue || id.endsWith("DeadLetterQueue");
      if (keeps) expect(queue.Properties.MessageRetentionPeriod).toBe(14 * 86_400);
      const [statement] = properties(`${id}Policy`).PolicyDocument.Statement;
      expect(statement).toMatchObject({ Effect: "Deny", Condition: { Bool: { "aws:SecureTransport": "false" } } });
      expect(fleet.readable(statement.Resource)).toBe(`${id}.Arn`);
    }
  });

  it("every queue of messages, table, bucket, secret and the user pool outlives its stack", () => {
    const kept = ["SQS::Queue", "DynamoDB::Table", "S3::Bucket", "SecretsManager::Secret", "Cognito::UserPool"];
    for (const [id, resource] of kept.flatMap((type) => all(`AWS::${type}`))) {
      // The next round makes the messages of a standard queue again.
      if (resource.Type === "AWS::SQS::Queue" && !resource.Properties.FifoQueue) continue;
      expect([id, resource.DeletionPolicy, resource.UpdateReplacePolicy]).toEqual([id, "Retain", "Retain"]);
    }
  });

  it.each([
    ["ConfigTable", true, undefined, [[INDEXES.configByKind, "ALL"]]],
    ["StateTable", false, KEYS.ttl, [[INDEXES.stateByMute, "INCLUDE"]]],
    [
      "JournalTable",
      true,
      KEYS.ttl,
      [
        [INDEXES.journalByAttention, "ALL"],
        [INDEXES.journalByAccount, "KEYS_ONLY"],
      ],
    ],
  ] as const)(
    "%s: point-in-time recovery %s, TTL on %s, its keys and indexes by the shared names",
    (id, recovers, ttl, indexes) => {
      const table = properties(id);
      expect(table).toMatchObject({
        BillingMode: "PAY_PER_REQUEST",
        DeletionProtectionEnabled: true,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: recovers },
        KeySchema: [
          { AttributeName: KEYS.partition, KeyType: "HASH" },
          { AttributeName: KEYS.sort, KeyType: "RANGE" },
        ],
      });
      expect(table.TimeToLiveSpecification?.AttributeName).toBe(ttl);
      expect(table.GlobalSecondaryIndexes).toEqual(
        indexes.map(([index, projection]) => ({
          IndexName: index.name,
          KeySchema: [
            { AttributeName: index.partition, KeyType: "HASH" },
            { AttributeName: index.sort, KeyType: "RANGE" },
          ],
          Projection: {
            ProjectionType: projection,
            ...("include" in index ? { NonKeyAttributes: index.include } : {}),
          },
        })),
      );
    },
  );

  it("bodies are encrypted, private, logged and gone after 90 days, those of dead letters with their rows", () => {
    const bucket = properties("BodiesBucket");
    expect(bucket.PublicAccessBlockConfiguration).toEqual({
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    });
    expect(bucket.BucketEncryption.ServerSideEncryptionConfiguration).toHaveLength(1);
    expect(bucket.LifecycleConfiguration.Rules).toMatchObject([
      { AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 } },
      { ExpirationInDays: 90, Status: "Enabled", Prefix: "inbound/" },
      { ExpirationInDays: 90, Status: "Enabled", Prefix: "media/" },
    ]);
    expect(fleet.readable(bucket.LoggingConfiguration.DestinationBucketName)).toBe("BodiesAccessLogs");
  });

  it("no deployment overwrites a secret that operators fill: the template has no value of it", () => {
    const secrets = all("AWS::SecretsManager::Secret");
    const valued = secrets.filter(([, { Properties }]) => {
      expect(Properties.SecretString).toBeUndefined();
      return Properties.GenerateSecretString !== undefined;
    });
    expect(secrets).toHaveLength(6);
    expect(valued.map(([id]) => id).toSorted()).toEqual(["CallbackSecret", "WebhookSecret"]);
  });

  // CloudFormation generates a new value where any of these changes: callbacks would be refused, and webhooks' secrets wrong.
  it.each([
    ["CallbackSecret", "keys", "{}"],
    ["WebhookSecret", "key", '{"trustedOrigins":[]}'],
  ])("%s is generated as it always was", (id, GenerateStringKey, SecretStringTemplate) => {
    expect(properties(id).GenerateSecretString).toEqual({
      SecretStringTemplate,
      GenerateStringKey,
      PasswordLength: 48,
      ExcludePunctuation: true,
    });
  });

  it("operators are invited, need a second factor, and are admin, operator or viewer", () => {
    expect(properties("OperatorsPool")).toMatchObject({
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
      MfaConfiguration: "ON",
      DeletionProtection: "ACTIVE",
    });
    const groups = all("AWS::Cognito::UserPoolGroup").map(([, group]) => group.Properties.GroupName);
    expect(groups.sort()).toEqual(["admin", "operator", "viewer"]);
  });

  it("an issuer of one's own takes the user pool's place", () => {
    const context = { operatorIssuer: "https://login.example.com/", operatorAudience: "fleet" };
    const { stateful, resources } = synthesize(context);
    stateful.resourceCountIs("AWS::Cognito::UserPool", 0);
    expect(resources.HttpApiOperators?.Properties.JwtConfiguration).toEqual({
      Issuer: "https://login.example.com/",
      Audience: ["fleet"],
    });
  });
});
