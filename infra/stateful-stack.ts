import {
  AttributeType,
  BillingMode,
  type GlobalSecondaryIndexProps,
  ProjectionType,
  Table,
} from "aws-cdk-lib/aws-dynamodb";
import { EventBus } from "aws-cdk-lib/aws-events";
import { Secret } from "aws-cdk-lib/aws-secretsmanager";
import { CfnTopic, Topic } from "aws-cdk-lib/aws-sns";
import { CfnOutput, Duration, RemovalPolicy, SecretValue, Validations } from "aws-cdk-lib/core";
import type { Construct } from "constructs";
import { INDEXES, KEYS, VISIBILITY } from "../shared/names.ts";
import { AlertRules } from "./constructs/alert-rules.ts";
import { BehaviourStream } from "./constructs/behaviour-stream.ts";
import { DatedBucket } from "./constructs/dated-bucket.ts";
import { FifoLane } from "./constructs/fifo-lane.ts";
import { OperatorPool } from "./constructs/operator-pool.ts";
import { acceptsEvents } from "./constructs/queue-rule.ts";
import { StandardLane } from "./constructs/standard-lane.ts";
import { FleetStack } from "./fleet-stack.ts";
import type { Settings } from "./settings.ts";

type TableOptions = { readonly pointInTimeRecovery: boolean; readonly timeToLive: boolean };
type Index = {
  readonly name: string;
  readonly partition: string;
  readonly sort: string;
  readonly keysOnly?: boolean;
  readonly include?: readonly string[];
};

/** Everything that holds data and outlives a deployment of the functions: tables, queues, bodies, secrets, operators. */
export class StatefulStack extends FleetStack {
  readonly config = this.table("ConfigTable", { pointInTimeRecovery: true, timeToLive: false }, INDEXES.configByKind);
  readonly state = this.table("StateTable", { pointInTimeRecovery: false, timeToLive: true }, INDEXES.stateByMute);
  readonly journal = this.table(
    "JournalTable",
    { pointInTimeRecovery: true, timeToLive: true },
    INDEXES.journalByAttention,
    INDEXES.journalByAccount,
  );
  readonly inbound: FifoLane;
  readonly outboundLive: FifoLane;
  readonly outboundBulk: FifoLane;
  readonly ai: FifoLane;
  readonly accountTasks: StandardLane;
  readonly heartbeats: StandardLane;
  readonly directory: StandardLane;
  readonly alerts: StandardLane;
  readonly deliveries: FifoLane;
  readonly broadcasts: StandardLane;
  /** Bodies too large for a table, kept as long as the journal that refers to them. */
  readonly bodies = new DatedBucket(this, "Bodies", { keepFor: Duration.days(90) }).bucket;
  readonly callbackSecret: Secret;
  readonly gatewaySecret: Secret;
  readonly alertsSecret: Secret;
  readonly aiSecret: Secret;
  readonly webhookSecret: Secret;
  readonly officialAccountsSecret: Secret;
  /** The topic that gets every alert. */
  readonly alertTopicArn: string;
  readonly bus: EventBus;
  /** Who signs operators' JWTs, and for whom. */
  readonly operators: { readonly issuer: string; readonly audience: string };

  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id, settings, { description: "wechat-fleet: tables, queues, bodies, secrets, operators" });
    this.inbound = new FifoLane(this, "InboundLane", {
      settings,
      visibilityTimeout: VISIBILITY.inbound,
      // Half an hour of an outage behind the consumer: a message set aside earlier would be overtaken by later ones.
      maxReceiveCount: 20,
    });
    // A group parked behind an offline account is received over and over: the ledger, not the count, decides on poison.
    this.outboundLive = new FifoLane(this, "OutboundLiveLane", {
      settings,
      visibilityTimeout: VISIBILITY.outboundLive,
      maxReceiveCount: 1000,
    });
    this.outboundBulk = new FifoLane(this, "OutboundBulkLane", {
      settings,
      visibilityTimeout: VISIBILITY.outboundBulk,
      maxReceiveCount: 1000,
    });
    this.ai = new FifoLane(this, "AiLane", {
      settings,
      visibilityTimeout: VISIBILITY.ai,
      // An answer is of use for an hour: what our own storage refuses this often is a person's to look at.
      maxReceiveCount: 10,
    });
    this.accountTasks = new StandardLane(this, "AccountTasksLane", {
      settings,
      visibilityTimeout: VISIBILITY.accountTasks,
      maxReceiveCount: 5,
      retention: Duration.days(1),
    });
    this.heartbeats = new StandardLane(this, "HeartbeatsLane", {
      settings,
      visibilityTimeout: VISIBILITY.heartbeats,
      maxReceiveCount: 3,
      // The next round asks anew: an old beat is of no use.
      retention: Duration.minutes(5),
    });
    this.directory = new StandardLane(this, "DirectoryLane", {
      settings,
      visibilityTimeout: VISIBILITY.directory,
      maxReceiveCount: 5,
      retention: Duration.days(1),
    });
    acceptsEvents(this.directory.queue);
    this.alerts = new StandardLane(this, "AlertsLane", {
      settings,
      visibilityTimeout: VISIBILITY.alerts,
      maxReceiveCount: 20,
      retention: Duration.days(4),
    });
    this.deliveries = new FifoLane(this, "DeliveriesLane", {
      settings,
      visibilityTimeout: VISIBILITY.deliveries,
      // With its growing pauses about five hours: a target that is away longer gets the rest by a redrive.
      maxReceiveCount: 30,
    });
    this.broadcasts = new StandardLane(this, "BroadcastsLane", {
      settings,
      visibilityTimeout: VISIBILITY.broadcasts,
      // Two hours of an outage: a task set aside stops its account's part of a run until somebody resumes the run.
      maxReceiveCount: 20,
      retention: Duration.days(14),
    });
    acceptsEvents(this.broadcasts.queue);
    this.callbackSecret = this.secret("CallbackSecret", {
      description: "Keys of the callback URL: {keys: one key, or a list of two while one replaces the other}",
      generateSecretString: {
        // CloudFormation can generate a string only, no list of one.
        secretStringTemplate: "{}",
        generateStringKey: "keys",
        passwordLength: 48,
        excludePunctuation: true,
      },
    });
    this.gatewaySecret = this.secret("GatewaySecret", {
      description: "WechatApi: {baseUrl, token}; the token is empty until an operator puts it",
      secretObjectValue: {
        baseUrl: SecretValue.unsafePlainText("http://api.wechatapi.net/finder/v2/api"),
        token: SecretValue.unsafePlainText(""),
      },
    });
    this.alertsSecret = this.secret("AlertsSecret", {
      description: "Group robots that get alerts: {channels: [{type: wecom | dingtalk | feishu, url, secret?, name?}]}",
      // Not by objects: CDK would write the list as one of CloudFormation's functions.
      secretStringValue: SecretValue.unsafePlainText('{"channels":[]}'),
    });
    this.aiSecret = this.secret("AiSecret", {
      description: "An OpenAI-compatible endpoint: {baseUrl, apiKey, model, headers?, maxTokensName?, moderation?}",
      secretObjectValue: {
        baseUrl: SecretValue.unsafePlainText(""),
        apiKey: SecretValue.unsafePlainText(""),
        model: SecretValue.unsafePlainText(""),
      },
    });
    this.webhookSecret = this.secret("WebhookSecret", {
      description: "Webhooks: {key, of which their secrets are made; trustedOrigins, whose URLs are fetched unguarded}",
      generateSecretString: {
        secretStringTemplate: '{"trustedOrigins":[]}',
        generateStringKey: "key",
        passwordLength: 48,
        excludePunctuation: true,
      },
    });
    this.officialAccountsSecret = this.secret("OfficialAccountsSecret", {
      description:
        "Official Accounts: {baseUrl, accounts: {wx…: {appSecret, token, encodingAesKey, mode: safe | compatible | plain}}}",
      secretStringValue: SecretValue.unsafePlainText('{"baseUrl":"https://api.weixin.qq.com","accounts":{}}'),
    });
    this.alertTopicArn = settings.alertTopicArn ?? this.alertTopic();
    this.bus = new EventBus(this, "Bus", { eventBusName: `wechat-fleet-${settings.stage}` });
    if (settings.behaviourStream) new BehaviourStream(this, "BehaviourStream", { settings, bus: this.bus });
    new AlertRules(this, "AlertRules", {
      queue: this.alerts.queue,
      bus: this.bus,
      stackNames: ["stateful", "stateless"].map((stack) => `wechat-fleet-${settings.stage}-${stack}`),
    });
    this.operators = this.operatorIssuer(settings);
    new CfnOutput(this, "CallbackSecretArn", { value: this.callbackSecret.secretArn });
    new CfnOutput(this, "GatewaySecretArn", { value: this.gatewaySecret.secretArn });
    new CfnOutput(this, "AiSecretArn", { value: this.aiSecret.secretArn });
    new CfnOutput(this, "AlertsSecretArn", { value: this.alertsSecret.secretArn });
    new CfnOutput(this, "WebhookSecretArn", { value: this.webhookSecret.secretArn });
    new CfnOutput(this, "OfficialAccountsSecretArn", { value: this.officialAccountsSecret.secretArn });
    new CfnOutput(this, "AlertTopicArn", { value: this.alertTopicArn });
  }

  private table(id: string, options: TableOptions, ...indexes: readonly Index[]): Table {
    const key = (name: string) => ({ name, type: AttributeType.STRING });
    const table = new Table(this, id, {
      partitionKey: key(KEYS.partition),
      sortKey: key(KEYS.sort),
      billingMode: BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: options.pointInTimeRecovery },
      ...(options.timeToLive ? { timeToLiveAttribute: KEYS.ttl } : {}),
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    if (!options.pointInTimeRecovery) {
      Validations.of(table).acknowledge({
        id: "AwsSolutions-DDB3",
        reason: "Leases, token buckets, circuits and cached tokens: minutes old at most, and rebuilt from nothing.",
      });
    }
    for (const index of indexes) {
      table.addGlobalSecondaryIndex({
        indexName: index.name,
        partitionKey: key(index.partition),
        sortKey: key(index.sort),
        ...(index.keysOnly ? { projectionType: ProjectionType.KEYS_ONLY } : {}),
        ...(index.include ? { projectionType: ProjectionType.INCLUDE, nonKeyAttributes: [...index.include] } : {}),
      } satisfies GlobalSecondaryIndexProps);
    }
    return table;
  }

  /** Kept with its subscriptions. Encrypted by SNS's own key, which costs nothing and lets this account's roles publish. */
  private alertTopic(): string {
    const topic = new Topic(this, "AlertTopic", { enforceSSL: true });
    if (topic.node.defaultChild instanceof CfnTopic) topic.node.defaultChild.kmsMasterKeyId = "alias/aws/sns";
    topic.applyRemovalPolicy(RemovalPolicy.RETAIN);
    return topic.topicArn;
  }

  private secret(id: string, props: ConstructorParameters<typeof Secret>[2]): Secret {
    const secret = new Secret(this, id, { ...props, removalPolicy: RemovalPolicy.RETAIN });
    Validations.of(secret).acknowledge({
      id: "AwsSolutions-SMG4",
      reason:
        "Its other half is typed into the vendor's console, which has no API to rotate it: docs/deployment.md says how a person does.",
    });
    return secret;
  }

  private operatorIssuer({ operatorIssuer, operatorAudience }: Settings): { issuer: string; audience: string } {
    if (operatorIssuer !== undefined && operatorAudience !== undefined) {
      return { issuer: operatorIssuer, audience: operatorAudience };
    }
    const { pool, issuer, audience } = new OperatorPool(this, "Operators");
    new CfnOutput(this, "OperatorPoolId", { value: pool.userPoolId });
    new CfnOutput(this, "OperatorClientId", { value: audience });
    return { issuer, audience };
  }
}
