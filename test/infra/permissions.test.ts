import { beforeAll, describe, expect, it } from "vitest";
import { ENV } from "../../shared/names.ts";
import { readQueueArns } from "../../shared/routing/domain/queue-arns.ts";
import { type Synthesized, synthesize } from "./synthesize.ts";

type Statement = {
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Resource: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | string[]>>>>;
};

/** The values of the one condition: leading keys of rows, or purposes of what is sealed. */
function conditionIn(condition: NonNullable<Statement["Condition"]>): string {
  const [[name, values = ""] = []] = Object.values(condition).flatMap((keys) => Object.entries(keys));
  expect(Object.keys(condition)).toHaveLength(1);
  expect(["dynamodb:LeadingKeys", "kms:EncryptionContext:purpose"]).toContain(name);
  return list(values).join(" ");
}

const list = <T>(value: T | T[]): T[] => (Array.isArray(value) ? value : [value]);

const item = (table: string, actions: string): string[] =>
  actions.split(" ").map((action) => `dynamodb:${action} ${table}.Arn`);

/** Actions on rows whose partition keys begin with `prefix`. */
const rows = (table: string, prefix: string, actions: string): string[] =>
  item(table, actions).map((action) => `${action} ${prefix}*`);

const logs = (name: string): string[] => [`logs:CreateLogStream ${name}Logs.Arn`, `logs:PutLogEvents ${name}Logs.Arn`];

const polls = (queue: string): string[] =>
  ["DeleteMessage", "GetQueueAttributes", "ReceiveMessage"].map((action) => `sqs:${action} ${queue}.Arn`);

/** A function that changes an account's state wakes the commands parked for it, and queues what follows. */
const MOVES_ACCOUNTS = [
  "sqs:ChangeMessageVisibility OutboundLiveLaneQueue.Arn",
  "sqs:ChangeMessageVisibility OutboundBulkLaneQueue.Arn",
  "sqs:SendMessage AccountTasksLaneQueue.Arn",
  "sqs:SendMessage HeartbeatsLaneQueue.Arn",
];

/** A function that sends alerts reads the robots' addresses, and publishes to the one topic by its key. */
const TELLS_OPERATORS = [
  "secretsmanager:GetSecretValue AlertsSecret",
  "sns:Publish AlertTopic",
  "kms:Decrypt AlertTopicKey.Arn",
  "kms:GenerateDataKey AlertTopicKey.Arn",
];

/** A public function that calls WeChat in accounts' names: no credential is written but refresh tokens that change. */
const CALLS_FOR_PEOPLE = [
  ...rows("ConfigTable", "app-secret#", "GetItem"),
  ...rows("ConfigTable", "component#", "GetItem"),
  ...rows("ConfigTable", "authorization#", "GetItem PutItem"),
  ...rows("StateTable", "token#", "GetItem UpdateItem"),
  "kms:Decrypt SealKey.Arn app-secrets component-tokens",
  "kms:GenerateDataKey SealKey.Arn component-tokens",
  "secretsmanager:GetSecretValue OfficialAccountsSecret",
];

/** What rules and schedules start keeps the events that it failed on. */
const KEEPS_FAILURES = "sqs:SendMessage FailuresQueue.Arn";

/** A function behind a lane notes why a message failed that its next receive takes to the dead-letter queue. */
const takes = (queue: string): string[] => [...polls(queue), ...rows("StateTable", "dead-letter-cause#", "UpdateItem")];

/** A function behind a FIFO lane sets records aside, too. */
const takesInOrder = (queue: string): string[] => [
  ...takes(queue),
  ...rows("JournalTable", "dead-letter#", "GetItem PutItem"),
  ...rows("StateTable", "dead-letter-allowance", "GetItem UpdateItem"),
  "s3:PutObject BodiesBucket.Arn/dead-letters/*",
];

/** The queues of all lanes. */
const LANES = [
  ...["Inbound", "OutboundLive", "OutboundBulk", "Ai", "Deliveries"],
  ...["AccountTasks", "ComponentTasks", "Heartbeats", "Directory", "Alerts", "Broadcasts"],
].map((name) => `${name}LaneQueue`);

/** What both senders call. Each receives from its own queue only. */
const SENDS = [
  ...item("ConfigTable", "BatchGetItem GetItem UpdateItem"),
  ...item("StateTable", "BatchGetItem DeleteItem GetItem PutItem UpdateItem"),
  ...item("JournalTable", "BatchGetItem GetItem PartiQLInsert PartiQLUpdate PutItem UpdateItem"),
  ...MOVES_ACCOUNTS,
  "secretsmanager:GetSecretValue GatewaySecret",
  "secretsmanager:GetSecretValue OfficialAccountsSecret",
  // An authorized account's token may come with a refresh token that is to be sealed and stored.
  ...rows("ConfigTable", "authorization#", "PutItem"),
  "kms:Decrypt SealKey.Arn app-secrets component-tokens",
  "kms:GenerateDataKey SealKey.Arn component-tokens",
  "events:PutEvents Bus.Arn",
];

const MAY: Record<string, string[]> = {
  Callback: [
    ...logs("Callback"),
    ...rows("StateTable", "spool#", "GetItem UpdateItem"),
    ...rows("JournalTable", "spool#", "PutItem"),
    "sqs:SendMessage InboundLaneQueue.Arn",
    "secretsmanager:GetSecretValue CallbackSecret",
    "events:PutEvents Bus.Arn",
    "s3:PutObject BodiesBucket.Arn/inbound/*",
  ],
  OfficialCallback: [
    ...logs("OfficialCallback"),
    // The public callback reads no AppSecret: neither its row nor, should it see one, what is sealed in it.
    ...rows("ConfigTable", "callback-keys#", "GetItem"),
    "kms:Decrypt SealKey.Arn callback-keys",
    ...rows("StateTable", "spool#", "GetItem UpdateItem"),
    ...rows("StateTable", "lease#nonce#", "GetItem PutItem"),
    ...rows("JournalTable", "spool#", "PutItem"),
    "dynamodb:GetItem ConfigTable.Arn rules rule-parts routing settings ai",
    ...rows("ConfigTable", "account#", "GetItem"),
    ...rows("StateTable", "talk#", "GetItem"),
    ...rows("StateTable", "cooldown#", "GetItem"),
    ...rows("StateTable", "media#", "GetItem"),
    ...rows("StateTable", "passive#", "DeleteItem GetItem PutItem"),
    ...rows("StateTable", "lease#passive#", "DeleteItem GetItem PutItem"),
    ...rows("JournalTable", "conv#", "GetItem PutItem Query"),
    ...rows("JournalTable", "cmd#", "GetItem PutItem UpdateItem"),
    "sqs:SendMessage InboundLaneQueue.Arn",
    "secretsmanager:GetSecretValue OfficialAccountsSecret",
    "events:PutEvents Bus.Arn",
    "s3:PutObject BodiesBucket.Arn/inbound/*",
  ],
  Consumer: [
    ...logs("Consumer"),
    ...takesInOrder("InboundLaneQueue"),
    ...item("ConfigTable", "BatchGetItem GetItem PutItem UpdateItem"),
    "dynamodb:Query ConfigTable.Arn/index/byKind",
    ...item("StateTable", "BatchGetItem GetItem PartiQLInsert PartiQLUpdate UpdateItem"),
    ...item("JournalTable", "BatchGetItem GetItem PartiQLInsert PartiQLUpdate PutItem Query UpdateItem"),
    "sqs:SendMessage OutboundLiveLaneQueue.Arn",
    "sqs:SendMessage AiLaneQueue.Arn",
    "sqs:SendMessage AccountTasksLaneQueue.Arn",
    "sqs:SendMessage DirectoryLaneQueue.Arn",
    "sqs:SendMessage DeliveriesLaneQueue.Arn",
    "events:PutEvents Bus.Arn",
    "s3:GetObject BodiesBucket.Arn/*",
  ],
  Ai: [
    ...logs("Ai"),
    ...takesInOrder("AiLaneQueue"),
    ...item("ConfigTable", "GetItem"),
    ...item("StateTable", "DeleteItem GetItem PutItem UpdateItem"),
    ...item("JournalTable", "GetItem Query UpdateItem"),
    "sqs:SendMessage OutboundLiveLaneQueue.Arn",
    "secretsmanager:GetSecretValue AiSecret",
    "events:PutEvents Bus.Arn",
  ],
  Delivery: [
    ...logs("Delivery"),
    ...takesInOrder("DeliveriesLaneQueue"),
    ...item("ConfigTable", "GetItem"),
    ...item("StateTable", "DeleteItem GetItem PutItem UpdateItem"),
    "sqs:ChangeMessageVisibility DeliveriesLaneQueue.Arn",
    "sqs:SendMessage OutboundLiveLaneQueue.Arn",
    "secretsmanager:GetSecretValue WebhookSecret",
    "events:PutEvents Bus.Arn",
  ],
  Sender: [...logs("Sender"), ...takesInOrder("OutboundLiveLaneQueue"), ...SENDS],
  BulkSender: [...logs("BulkSender"), ...takesInOrder("OutboundBulkLaneQueue"), ...SENDS],
  HeartbeatPlanner: [
    ...logs("HeartbeatPlanner"),
    KEEPS_FAILURES,
    ...item("ConfigTable", "GetItem UpdateItem"),
    "dynamodb:Query ConfigTable.Arn/index/byKind",
    "sqs:SendMessage HeartbeatsLaneQueue.Arn",
  ],
  Heartbeat: [
    ...logs("Heartbeat"),
    ...takes("HeartbeatsLaneQueue"),
    ...item("ConfigTable", "BatchGetItem GetItem UpdateItem"),
    ...item("StateTable", "GetItem Query UpdateItem"),
    ...MOVES_ACCOUNTS,
    "secretsmanager:GetSecretValue GatewaySecret",
    "events:PutEvents Bus.Arn",
  ],
  AccountWorker: [
    ...logs("AccountWorker"),
    ...takes("AccountTasksLaneQueue"),
    ...item("ConfigTable", "GetItem UpdateItem"),
    ...item("StateTable", "GetItem PutItem UpdateItem"),
    ...MOVES_ACCOUNTS,
    "secretsmanager:GetSecretValue CallbackSecret",
    "secretsmanager:GetSecretValue GatewaySecret",
    "events:PutEvents Bus.Arn",
  ],
  Api: [
    ...logs("Api"),
    "kms:Decrypt SealKey.Arn callback-keys app-secrets",
    "kms:GenerateDataKey SealKey.Arn callback-keys app-secrets",
    "kms:Decrypt SealKey.Arn merchant-keys merchant-secrets",
    "kms:GenerateDataKey SealKey.Arn merchant-keys merchant-secrets",
    "kms:Decrypt SealKey.Arn component-tokens",
    "kms:GenerateDataKey SealKey.Arn component-tokens",
    ...item("StateTable", "DeleteItem GetItem PutItem Query UpdateItem"),
    "dynamodb:Query StateTable.Arn/index/byMute",
    ...TELLS_OPERATORS,
    ...MOVES_ACCOUNTS,
    ...item("ConfigTable", "DeleteItem GetItem PutItem Query UpdateItem"),
    "dynamodb:Query ConfigTable.Arn/index/byKind",
    ...item("JournalTable", "BatchGetItem GetItem PutItem Query UpdateItem"),
    ...rows("JournalTable", "person#", "DeleteItem"),
    ...rows("JournalTable", "person-of#", "DeleteItem"),
    "dynamodb:Query JournalTable.Arn/index/byAttention",
    "dynamodb:Query JournalTable.Arn/index/byAccount",
    "sqs:SendMessage OutboundLiveLaneQueue.Arn",
    "sqs:SendMessage DirectoryLaneQueue.Arn",
    "sqs:SendMessage BroadcastsLaneQueue.Arn",
    "sqs:SendMessage ComponentTasksLaneQueue.Arn",
    "secretsmanager:GetSecretValue GatewaySecret",
    "secretsmanager:GetSecretValue OfficialAccountsSecret",
    "secretsmanager:GetSecretValue WebhookSecret",
    "events:PutEvents Bus.Arn",
    "s3:GetObject BodiesBucket.Arn/media/*",
    "s3:PutObject BodiesBucket.Arn/media/*",
    "s3:GetObject BodiesBucket.Arn/inbound/*",
    // Dead letters go back to any lane.
    ...LANES.map((queue) => `sqs:SendMessage ${queue}.Arn`),
    "s3:GetObject BodiesBucket.Arn/dead-letters/*",
    "s3:DeleteObject BodiesBucket.Arn/dead-letters/*",
  ],
  ComponentCallback: [
    ...logs("ComponentCallback"),
    // It seals tickets and codes, and opens neither.
    ...rows("ConfigTable", "callback-keys#", "GetItem"),
    ...rows("ConfigTable", "component#", "GetItem UpdateItem"),
    ...rows("StateTable", "authorization-link#", "DeleteItem"),
    "kms:Decrypt SealKey.Arn callback-keys",
    "kms:GenerateDataKey SealKey.Arn component-tokens",
    "sqs:SendMessage ComponentTasksLaneQueue.Arn",
  ],
  PayCallback: [
    ...logs("PayCallback"),
    // The public callback reads no private key: neither its row nor, should it see one, what is sealed in it.
    ...rows("ConfigTable", "merchant-keys#", "GetItem"),
    ...rows("ConfigTable", "account#", "GetItem"),
    ...rows("JournalTable", "pay#", "GetItem UpdateItem"),
    ...rows("StateTable", "spool#", "GetItem UpdateItem"),
    ...rows("JournalTable", "spool#", "PutItem"),
    "kms:Decrypt SealKey.Arn merchant-keys",
    "sqs:SendMessage InboundLaneQueue.Arn",
    "events:PutEvents Bus.Arn",
  ],
  OAuth: [
    ...logs("OAuth"),
    ...rows("ConfigTable", "web-access#", "GetItem"),
    ...rows("ConfigTable", "account#", "GetItem"),
    ...rows("ConfigTable", "app-secret#", "GetItem"),
    ...rows("ConfigTable", "component#", "GetItem"),
    ...rows("StateTable", "token#", "GetItem UpdateItem"),
    ...rows("StateTable", "oauth-state#", "DeleteItem GetItem PutItem"),
    "kms:GenerateDataKey SealKey.Arn web-grants",
    "kms:Decrypt SealKey.Arn app-secrets component-tokens",
    "dynamodb:GetItem ConfigTable.Arn session-keys",
    "dynamodb:PutItem ConfigTable.Arn session-keys",
    "kms:GenerateDataKey SealKey.Arn session-keys",
    "kms:Decrypt SealKey.Arn session-keys",
    ...rows("StateTable", "web-session#", "DeleteItem GetItem PutItem"),
    ...rows("StateTable", "web-sessions-of#", "GetItem PutItem"),
    ...rows("JournalTable", "person-of#", "GetItem UpdateItem"),
    ...rows("JournalTable", "person#", "DeleteItem UpdateItem"),
    ...rows("StateTable", "session-code#", "DeleteItem PutItem"),
    ...rows("StateTable", "web-grant#", "DeleteItem GetItem UpdateItem"),
    "kms:Decrypt SealKey.Arn web-grants",
    "secretsmanager:GetSecretValue OfficialAccountsSecret",
  ],
  PayWorker: [
    ...logs("PayWorker"),
    KEEPS_FAILURES,
    ...rows("ConfigTable", "merchant#", "GetItem UpdateItem"),
    ...rows("ConfigTable", "merchant-keys#", "GetItem PutItem"),
    "dynamodb:Query ConfigTable.Arn/index/byKind",
    "kms:Decrypt SealKey.Arn merchant-keys merchant-secrets",
    "kms:GenerateDataKey SealKey.Arn merchant-keys",
  ],
  ComponentWorker: [
    ...logs("ComponentWorker"),
    ...takes("ComponentTasksLaneQueue"),
    ...item("ConfigTable", "GetItem PutItem Query UpdateItem"),
    "dynamodb:Query ConfigTable.Arn/index/byKind",
    ...item("StateTable", "GetItem PutItem UpdateItem"),
    "kms:Decrypt SealKey.Arn component-tokens app-secrets callback-keys",
    "kms:GenerateDataKey SealKey.Arn component-tokens app-secrets callback-keys",
    "secretsmanager:GetSecretValue OfficialAccountsSecret",
    "sqs:SendMessage ComponentTasksLaneQueue.Arn",
    "events:PutEvents Bus.Arn",
  ],
  Directory: [
    ...logs("Directory"),
    ...takes("DirectoryLaneQueue"),
    ...item("ConfigTable", "GetItem Query"),
    "dynamodb:Query ConfigTable.Arn/index/byKind",
    ...item("JournalTable", "DeleteItem GetItem PutItem Query UpdateItem"),
    "sqs:SendMessage DirectoryLaneQueue.Arn",
    "secretsmanager:GetSecretValue GatewaySecret",
  ],
  Broadcast: [
    ...logs("Broadcast"),
    ...takes("BroadcastsLaneQueue"),
    ...item("ConfigTable", "BatchGetItem GetItem"),
    "dynamodb:Query ConfigTable.Arn/index/byKind",
    ...item("JournalTable", "BatchGetItem GetItem PutItem Query UpdateItem"),
    "sqs:SendMessage OutboundBulkLaneQueue.Arn",
    "sqs:SendMessage BroadcastsLaneQueue.Arn",
  ],
  Notifier: [
    ...logs("Notifier"),
    ...takes("AlertsLaneQueue"),
    ...item("ConfigTable", "GetItem"),
    ...item("StateTable", "DeleteItem GetItem PutItem Query UpdateItem"),
    "sqs:SendMessage AlertsLaneQueue.Arn",
    ...TELLS_OPERATORS,
  ],
  Jssdk: [
    ...logs("Jssdk"),
    ...rows("ConfigTable", "web-access#", "GetItem"),
    ...rows("ConfigTable", "account#", "GetItem"),
    ...CALLS_FOR_PEOPLE,
  ],
  MiniLogin: [
    ...logs("MiniLogin"),
    ...rows("ConfigTable", "account#", "GetItem"),
    ...CALLS_FOR_PEOPLE,
    ...rows("StateTable", "mini-key#", "GetItem UpdateItem"),
    ...rows("StateTable", "web-session#", "GetItem PutItem"),
    ...rows("StateTable", "web-sessions-of#", "GetItem"),
    ...item("ConfigTable", "GetItem PutItem").map((action) => `${action} session-keys`),
    ...rows("JournalTable", "person-of#", "GetItem UpdateItem"),
    ...rows("JournalTable", "person#", "DeleteItem UpdateItem"),
    "kms:Decrypt SealKey.Arn web-grants session-keys",
    "kms:GenerateDataKey SealKey.Arn web-grants session-keys",
  ],
  LoginPage: [...logs("LoginPage"), ...rows("StateTable", "login#", "GetItem")],
  LedgerSweep: [
    ...logs("LedgerSweep"),
    KEEPS_FAILURES,
    ...item("JournalTable", "GetItem PutItem"),
    "dynamodb:Query JournalTable.Arn/index/byAttention",
  ],
  DeadLetterDrain: [
    ...logs("DeadLetterDrain"),
    KEEPS_FAILURES,
    ...[...LANES.map((queue) => queue.replace(/Queue$/, "DeadLetterQueue")), "FailuresQueue"].flatMap((queue) => [
      `sqs:ReceiveMessage ${queue}.Arn`,
      `sqs:DeleteMessage ${queue}.Arn`,
    ]),
    ...item("JournalTable", "GetItem PutItem"),
    "dynamodb:Query JournalTable.Arn/index/byAttention",
    ...rows("StateTable", "dead-letter-", "GetItem"),
    "s3:PutObject BodiesBucket.Arn/dead-letters/*",
    "events:PutEvents Bus.Arn",
  ],
  SpoolDrain: [
    ...logs("SpoolDrain"),
    KEEPS_FAILURES,
    ...item("JournalTable", "DeleteItem Query"),
    ...item("StateTable", "DeleteItem GetItem PutItem UpdateItem"),
    "sqs:SendMessage InboundLaneQueue.Arn",
  ],
};

describe("permissions", () => {
  let fleet: Synthesized;

  const statements = (policy: string): Statement[] =>
    Object(fleet.resources[policy]?.Properties.PolicyDocument).Statement;

  beforeAll(() => {
    fleet = synthesize();
  });

  it.each(Object.keys(MAY))("%s may do exactly what it calls", (name) => {
    const allowed = statements(`${name}RoleDefaultPolicy`).flatMap(({ Effect, Action, Resource, Condition }) => {
      expect(Effect).toBe("Allow");
      const keys = Condition ? ` ${conditionIn(Condition)}` : "";
      return list(Action).flatMap((action) => list(Resource).map((arn) => `${action} ${fleet.readable(arn)}${keys}`));
    });
    expect(allowed.sort()).toEqual(MAY[name]?.toSorted());
  });

  it("each function has a role of its own, with one policy and none of AWS's", () => {
    expect(Object.keys(fleet.stateless.findResources("AWS::IAM::Policy")).sort()).toEqual(
      Object.keys(MAY)
        .map((name) => `${name}RoleDefaultPolicy`)
        .sort(),
    );
    for (const [id, role] of Object.entries(fleet.stateless.findResources("AWS::IAM::Role"))) {
      expect(Object.keys(MAY)).toContain(id.replace(/Role$/, ""));
      expect(Object.keys(role.Properties)).toEqual(["AssumeRolePolicyDocument"]);
    }
    for (const name of Object.keys(MAY)) {
      expect(fleet.readable(fleet.resources[`${name}Function`]?.Properties.Role)).toBe(`${name}Role.Arn`);
    }
  });

  it("messages may be routed to the queues that the deployment names, and to no others", () => {
    const arns = ["arn:aws:sqs:eu-central-1:123456789012:crm.fifo", "arn:aws:sqs:eu-central-1:123456789012:erp"];
    const { resources } = synthesize({ routingQueues: arns.join(", ") });
    const policy: Statement[] = Object(resources.DeliveryRoleDefaultPolicy?.Properties.PolicyDocument).Statement;
    const outside = policy.filter(({ Resource }) => JSON.stringify(Resource).includes("arn:aws:sqs"));
    expect(outside).toMatchObject([{ Action: "sqs:SendMessage", Resource: arns }]);
    for (const id of ["Delivery", "Api"]) {
      const { Variables } = Object(resources[`${id}Function`]?.Properties.Environment);
      expect(readQueueArns(Variables.ROUTING_QUEUES)).toEqual(arns);
    }
    expect(() => synthesize({ routingQueues: "arn:aws:sqs:*:123456789012:*" })).toThrow("ARNs of SQS queues");
  });

  it("no wildcard stands in an action, and in a resource only for the bodies' names", () => {
    const allowed = Object.keys(MAY).flatMap((name) => statements(`${name}RoleDefaultPolicy`));
    expect(allowed.flatMap(({ Action }) => list(Action)).filter((action) => action.includes("*"))).toEqual([]);
    const resources = new Set(allowed.flatMap(({ Resource }) => list(Resource).map(fleet.readable)));
    expect([...resources].filter((resource) => resource.includes("*")).toSorted()).toEqual([
      "BodiesBucket.Arn/*",
      "BodiesBucket.Arn/dead-letters/*",
      "BodiesBucket.Arn/inbound/*",
      "BodiesBucket.Arn/media/*",
    ]);
  });

  it("every variable that a function gets for a resource comes with a permission on it", () => {
    for (const name of Object.keys(MAY)) {
      const { Variables } = Object(fleet.resources[`${name}Function`]?.Properties.Environment);
      const references = Object.entries<unknown>(Variables)
        .filter(([variable, value]) => typeof value !== "string" && variable !== ENV.publicUrl)
        .map(([, value]) => value);
      // One variable names many queues: `lane=queue`, separated by blanks.
      const named = references.flatMap((value) => fleet.readable(value).split(" "));
      for (const reference of named.map((pair) => pair.replace(/^\w+=/, ""))) {
        expect([name, reference, MAY[name]?.some((entry) => entry.includes(` ${reference}`))]).toEqual([
          name,
          reference,
          true,
        ]);
      }
    }
  });
});
