import { join } from "node:path";
import { PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Architecture, Code, Function as LambdaFunction, Runtime } from "aws-cdk-lib/aws-lambda";
import { LogGroup } from "aws-cdk-lib/aws-logs";
import { Duration, RemovalPolicy } from "aws-cdk-lib/core";
import { Construct } from "constructs";
import { METRICS_NAMESPACE } from "../../shared/names.ts";
import type { Settings } from "../settings.ts";
import type { Grant } from "./grants.ts";

export type FleetFunctionProps = {
  readonly settings: Settings;
  /** The folder that holds a folder per bundle. */
  readonly functionsDir: string;
  /** The bundle's folder, and the `service` of the function's logs and metrics. Two functions may run one bundle. */
  readonly name: string;
  readonly description: string;
  /** Seconds. */
  readonly timeout: number;
  /** MB, which Lambda gives processor time by: 1,769 are one core. 512 unless given. */
  readonly memory?: number;
  readonly grants: readonly Grant[];
  /** Further variables of the caller's; none of them may be one that a grant sets. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Executions kept for this function; unreserved unless given. */
  readonly reservedConcurrency?: number;
};

/** A function that runs a deploy bundle with a role and a log group of its own: it may do what its grants say, and log. */
export class FleetFunction extends Construct {
  readonly lambda: LambdaFunction;
  readonly role: Role;

  constructor(scope: Construct, id: string, props: FleetFunctionProps) {
    super(scope, id);
    const { settings } = props;
    const logs = new LogGroup(this, "Logs", {
      retention: settings.logRetention,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.role = new Role(this, "Role", { assumedBy: new ServicePrincipal("lambda.amazonaws.com") });
    this.allow(["logs:CreateLogStream", "logs:PutLogEvents"], [logs.logGroupArn]);
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
      ...(props.reservedConcurrency === undefined ? {} : { reservedConcurrentExecutions: props.reservedConcurrency }),
    });
    const environment = new Map<string, string>();
    const variables = [
      ...Object.entries(props.environment ?? {}),
      ["POWERTOOLS_SERVICE_NAME", props.name] as const,
      ["POWERTOOLS_METRICS_NAMESPACE", METRICS_NAMESPACE] as const,
      ["POWERTOOLS_LOG_LEVEL", settings.logLevel] as const,
      ...props.grants.flatMap((grant) => Object.entries(grant.environment)),
    ];
    for (const [name, value] of variables) {
      if ((environment.get(name) ?? value) !== value) throw new Error(`${props.name}: ${name} is set twice`);
      environment.set(name, value);
    }
    for (const [name, value] of environment) this.lambda.addEnvironment(name, value);
    for (const { actions, resources } of props.grants.flatMap((grant) => grant.statements)) {
      this.allow(actions, resources);
    }
  }

  protected allow(actions: string[], resources: string[]): void {
    this.role.addToPolicy(new PolicyStatement({ actions, resources }));
  }
}
