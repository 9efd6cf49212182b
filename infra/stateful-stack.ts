import {
  AttributeType,
  BillingMode,
  type GlobalSecondaryIndexProps,
  ProjectionType,
  Table,
} from "aws-cdk-lib/aws-dynamodb";
import { CfnEIP } from "aws-cdk-lib/aws-ec2";
import { EventBus } from "aws-cdk-lib/aws-events";
import { Key } from "aws-cdk-lib/aws-kms";
import { CfnOutput, Duration, Fn, RemovalPolicy, Validations } from "aws-cdk-lib/core";
import type { Construct } from "constructs";
import { INDEXES, KEYS } from "../shared/names.ts";
import { AlertRules } from "./constructs/alert-rules.ts";
import { type AlertTopic, makeAlertTopic } from "./constructs/alert-topic.ts";
import { BehaviourStream } from "./constructs/behaviour-stream.ts";
import { DatedBucket } from "./constructs/dated-bucket.ts";
import type { AlarmTopics } from "./constructs/fleet-alarm.ts";
import { Failures } from "./constructs/lanes/failures.ts";
import { OperatorPool } from "./constructs/operator-pool.ts";
import { type FleetLanes, fleetLanes } from "./fleet-lanes.ts";
import { type FleetSecrets, fleetSecrets } from "./fleet-secrets.ts";
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

/** What holds data and outlives the functions: tables, queues, bodies, secrets, operators. */
export class StatefulStack extends FleetStack {
  readonly config = this.table("ConfigTable", { pointInTimeRecovery: true, timeToLive: false }, INDEXES.configByKind);
  readonly state = this.table("StateTable", { pointInTimeRecovery: false, timeToLive: true }, INDEXES.stateByMute);
  readonly journal = this.table(
    "JournalTable",
    { pointInTimeRecovery: true, timeToLive: true },
    INDEXES.journalByAttention,
    INDEXES.journalByAccount,
  );
  readonly lanes: FleetLanes;
  readonly failures: Failures;
  /**
   * Bodies too large for a table, kept as long as the journal that refers to them. Those of dead letters go with the end
   * of their rows, which may stay open for longer.
   */
  readonly bodies = new DatedBucket(this, "Bodies", { keepFor: Duration.days(90), prefixes: ["inbound/", "media/"] })
    .bucket;
  readonly secrets: FleetSecrets;
  /**
   * Seals credentials in the config table. Without it they are lost, so it outlives the stack as the tables do; KMS goes
   * on to open what it encrypted before a rotation.
   */
  readonly sealKey: Key;
  readonly alertTopic: AlertTopic;
  /** The topics that alarms tell by themselves. */
  readonly topics: AlarmTopics;
  readonly bus: EventBus;
  /**
   * Allocation ids of the addresses from which WeChat is called; empty where they change. They outlive the stack: an
   * address stands in the allowlists of WeChat's platforms.
   */
  readonly addresses: readonly string[];
  /** The issuer of operators' JWTs, and their audience. */
  readonly operators: { readonly issuer: string; readonly audience: string };

  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id, settings, { description: "wechat-fleet: tables, queues, bodies, secrets, operators" });
    this.alertTopic = settings.alertTopicArn === undefined ? makeAlertTopic(this) : { arn: settings.alertTopicArn };
    this.topics = { every: settings.alarmTopicArn, direct: this.alertTopic.arn };
    const { topics } = this;
    this.lanes = fleetLanes(this, topics);
    this.failures = new Failures(this, "Failures", topics);
    this.secrets = fleetSecrets(this);
    this.sealKey = new Key(this, "SealKey", {
      description: "wechat-fleet: seals credentials of accounts in the config table",
      alias: `wechat-fleet-${settings.stage}-seal`,
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.bus = new EventBus(this, "Bus", { eventBusName: `wechat-fleet-${settings.stage}` });
    this.addresses = this.egressAddresses(settings);
    const failures = this.failures.queue;
    if (settings.behaviourStream) {
      new BehaviourStream(this, "BehaviourStream", { settings, topics, bus: this.bus, failures });
    }
    new AlertRules(this, "AlertRules", {
      queue: this.lanes.alerts.queue,
      failures,
      bus: this.bus,
      stackNames: ["stateful", "stateless"].map((stack) => `wechat-fleet-${settings.stage}-${stack}`),
    });
    this.operators = this.operatorIssuer(settings);
    new CfnOutput(this, "CallbackSecretArn", { value: this.secrets.callback.secretArn });
    new CfnOutput(this, "GatewaySecretArn", { value: this.secrets.gateway.secretArn });
    new CfnOutput(this, "AiSecretArn", { value: this.secrets.ai.secretArn });
    new CfnOutput(this, "AlertsSecretArn", { value: this.secrets.alerts.secretArn });
    new CfnOutput(this, "WebhookSecretArn", { value: this.secrets.webhook.secretArn });
    new CfnOutput(this, "OfficialAccountsSecretArn", { value: this.secrets.officialAccounts.secretArn });
    new CfnOutput(this, "AlertTopicArn", { value: this.alertTopic.arn });
    new CfnOutput(this, "SealKeyArn", { value: this.sealKey.keyArn });
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

  private egressAddresses({ egress, nat }: Settings): readonly string[] {
    if (egress === "open") return [];
    const addresses = Array.from({ length: nat }, (_, at) => {
      const address = new CfnEIP(this, `EgressAddress${at + 1}`, { domain: "vpc" });
      address.applyRemovalPolicy(RemovalPolicy.RETAIN);
      return address;
    });
    new CfnOutput(this, "EgressAddress", {
      value: Fn.join(
        ",",
        addresses.map(({ ref }) => ref),
      ),
    });
    return addresses.map(({ attrAllocationId }) => attrAllocationId);
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
