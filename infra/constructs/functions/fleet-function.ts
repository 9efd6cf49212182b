import { join } from "node:path";
import type { IVpc } from "aws-cdk-lib/aws-ec2";
import { PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import {
  Architecture,
  CfnEventInvokeConfig,
  type CfnFunction,
  Code,
  Function as LambdaFunction,
  RecursiveLoop,
  Runtime,
} from "aws-cdk-lib/aws-lambda";
import { LogGroup } from "aws-cdk-lib/aws-logs";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import { Duration, RemovalPolicy, Validations } from "aws-cdk-lib/core";
import { Construct } from "constructs";
import { INVOCATIONS_PER_PROCESS } from "../../../shared/names.ts";
import type { Settings } from "../../settings.ts";
import type { Egress } from "../egress.ts";
import { type AlarmTopics, addAlarm } from "../fleet-alarm.ts";
import { FIVE_MINUTE_SUM } from "../metrics.ts";
import type { Grant } from "./grants.ts";
import { loggingOf } from "./logging.ts";

export type FleetFunctionProps = {
  readonly settings: Settings;
  /** The folder that holds a folder per bundle. */
  readonly functionsDir: string;
  /** Keeps the events that rules and schedules gave to the function, and on which it failed. */
  readonly failures: Queue;
  /** The way to the internet with fixed addresses, where the deployment has one. */
  readonly egress?: Egress | undefined;
  /** The topics that alarms on the function tell. */
  readonly topics: AlarmTopics;
  /** The bundle's folder, and the `service` of the function's logs and metrics. Two functions may run one bundle. */
  readonly name: string;
  readonly description: string;
  /** Seconds. */
  readonly timeout: number;
  /** MB; 512 unless given. Lambda gives processor time in proportion: 1,769 MB are one core. */
  readonly memory?: number;
  readonly grants: readonly Grant[];
  /** Further variables. Throws an error where a grant gives one of them another value. */
  readonly environment?: Readonly<Record<string, string>>;
  /**
   * Executions at once at most, which are kept for this function where the deployment reserves any; as many as the
   * AWS account has left unless given.
   */
  readonly maximumConcurrency?: number;
  /**
   * Invocations that one process may carry out at once; 1 unless given. Only for code that keeps nothing of one
   * invocation where another one finds it. Lambda gives each invocation a process of its own; the embedded cloud and
   * Lambda Managed Instances share processes:
   * https://docs.aws.amazon.com/lambda/latest/dg/lambda-managed-instances-nodejs-runtime.html
   */
  readonly invocationsPerProcess?: number;
  /**
   * Whether the function queues its own next step, directly or by another function. Lambda stops any other function
   * whose chain of invocations by SQS, SNS or S3 has about 16 links:
   * https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html
   */
  readonly queuesItself?: boolean;
  /** Whether the function calls WeChat, whose allowlists want a fixed address. */
  readonly callsWeChat?: boolean;
  /** Whether the alarm on the function's errors tells the topic by itself. */
  readonly direct?: boolean;
};

/** A function that runs a deploy bundle. Its own role lets it do what its grants say, and write its own log. */
export class FleetFunction extends Construct {
  readonly lambda: LambdaFunction;
  readonly role: Role;
  readonly #environment = new Map<string, string>();

  constructor(scope: Construct, id: string, props: FleetFunctionProps) {
    super(scope, id);
    const { settings } = props;
    const logs = new LogGroup(this, "Logs", {
      retention: settings.logRetention,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.role = new Role(this, "Role", { assumedBy: new ServicePrincipal("lambda.amazonaws.com") });
    this.allow(["logs:CreateLogStream", "logs:PutLogEvents"], [logs.logGroupArn]);
    const egress = props.callsWeChat ? props.egress : undefined;
    egress?.admit(this.role);
    this.lambda = new LambdaFunction(this, "Function", {
      description: props.description,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      code: Code.fromAsset(join(props.functionsDir, props.name)),
      handler: "index.handler",
      memorySize: props.memory ?? 512,
      timeout: Duration.seconds(props.timeout),
      role: this.role,
      logGroup: logs,
      ...loggingOf(settings),
      ...(egress ? { vpc: egress.vpc as IVpc, securityGroups: [egress.securityGroup] } : {}),
      ...(props.queuesItself ? { recursiveLoop: RecursiveLoop.ALLOW } : {}),
      ...(settings.reservedConcurrency === "none" || props.maximumConcurrency === undefined
        ? {}
        : { reservedConcurrentExecutions: props.maximumConcurrency }),
    });
    const { invocationsPerProcess = 1 } = props;
    if (invocationsPerProcess > 1) {
      (this.lambda.node.defaultChild as CfnFunction).addMetadata(INVOCATIONS_PER_PROCESS, invocationsPerProcess);
    }
    addAlarm(this, "ErrorsAlarm", props.topics, {
      metric: this.lambda.metricErrors(FIVE_MINUTE_SUM),
      withoutData: "ok",
      direct: props.direct ?? false,
      zh: `函数 ${id} 运行失败（异常、超时或内存不足）：请查看它的日志。`,
      en: `The function ${id} failed, by an exception, a timeout or a lack of memory: see its log.`,
    });
    this.setEnvironment(props.environment ?? {});
    this.setEnvironment({
      POWERTOOLS_SERVICE_NAME: props.name,
      LOG_LEVEL: settings.logLevel,
    });
    for (const grant of props.grants) this.grant(grant);
  }

  private grant({ statements, environment, wildcard }: Grant): void {
    this.setEnvironment(environment);
    for (const statement of statements) this.role.addToPolicy(new PolicyStatement(statement));
    if (wildcard) Validations.of(this.role).acknowledge(wildcard);
  }

  private setEnvironment(variables: Readonly<Record<string, string>>): void {
    for (const [name, value] of Object.entries(variables)) {
      if ((this.#environment.get(name) ?? value) !== value) throw new Error(`${this.node.id}: ${name} is set twice`);
      this.#environment.set(name, value);
      this.lambda.addEnvironment(name, value);
    }
  }

  /** Keeps events on which the function failed three times, or which Lambda could not start within `keepTrying`. */
  keepFailures(failures: Queue, keepTrying: Duration): void {
    this.allow(["sqs:SendMessage"], [failures.queueArn]);
    const config = new CfnEventInvokeConfig(this, "OnFailure", {
      functionName: this.lambda.functionName,
      qualifier: "$LATEST",
      maximumRetryAttempts: 2,
      // Lambda: at most six hours.
      maximumEventAgeInSeconds: Math.min(keepTrying.toSeconds(), Duration.hours(6).toSeconds()),
      destinationConfig: { onFailure: { destination: failures.queueArn } },
    });
    // Lambda refuses a destination that the function's role may not use yet.
    config.node.addDependency(this.role);
  }

  protected allow(actions: string[], resources: string[]): void {
    this.role.addToPolicy(new PolicyStatement({ actions, resources }));
  }
}
