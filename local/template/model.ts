/** What the embedded cloud builds: the template with every reference worked out. */

export type KeyModel = { readonly name: string; readonly type: "S" | "N" | "B"; readonly role: "HASH" | "RANGE" };

export type TableModel = {
  readonly name: string;
  readonly arn: string;
  readonly keys: readonly KeyModel[];
  readonly indexes: readonly {
    readonly name: string;
    readonly keys: readonly KeyModel[];
    readonly projection: "ALL" | "KEYS_ONLY" | "INCLUDE";
    readonly nonKeyAttributes: readonly string[];
  }[];
  /** Attribute with the expiry in epoch seconds. */
  readonly ttlAttribute: string | undefined;
};

export type QueueModel = {
  readonly name: string;
  readonly arn: string;
  readonly url: string;
  /** As `CreateQueue` takes them: strings, `RedrivePolicy` as JSON. */
  readonly attributes: Readonly<Record<string, string>>;
};

export type BucketModel = { readonly name: string };
export type SecretModel = { readonly name: string; readonly arn: string; readonly logicalId: string };
export type BusModel = { readonly name: string; readonly arn: string };

export type TargetModel = {
  readonly id: string;
  /** ARN of a function or a queue. */
  readonly arn: string;
  /** Message group for FIFO queues. */
  readonly messageGroupId: string | undefined;
  /** Constant JSON instead of the event. */
  readonly input: string | undefined;
  readonly inputPath: string | undefined;
  readonly inputTransformer:
    | { readonly paths: Readonly<Record<string, string>>; readonly template: string }
    | undefined;
  readonly deadLetterArn: string | undefined;
  readonly maximumRetryAttempts: number;
};

export type RuleModel = {
  readonly name: string;
  readonly arn: string;
  readonly busName: string;
  readonly enabled: boolean;
  readonly pattern: Readonly<Record<string, unknown>> | undefined;
  /** `rate(…)` or `cron(…)`. */
  readonly schedule: string | undefined;
  readonly targets: readonly TargetModel[];
};

export type FunctionModel = {
  readonly name: string;
  readonly arn: string;
  /** Folder with the deploy bundle. */
  readonly codeDir: string;
  /** `file.export`, e.g. `index.handler`. */
  readonly handler: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  readonly reservedConcurrency: number | undefined;
  /** How often a failed asynchronous invocation is tried again. */
  readonly asyncRetries: number;
};

export type EventSourceModel = {
  readonly functionName: string;
  readonly queueName: string;
  readonly queueArn: string;
  readonly batchSize: number;
  readonly reportBatchItemFailures: boolean;
  readonly maximumConcurrency: number | undefined;
};

export type JwtAuthorizerModel = { readonly issuer: string; readonly audience: readonly string[] };

export type RouteModel = {
  /** `ANY` or a method; undefined for `$default`. */
  readonly method: string | undefined;
  /** Path with `{name}` and `{name+}`; undefined for `$default`. */
  readonly path: string | undefined;
  readonly routeKey: string;
  readonly functionName: string;
  readonly authorizer: JwtAuthorizerModel | undefined;
  readonly scopes: readonly string[];
};

export type HttpApiModel = { readonly id: string; readonly routes: readonly RouteModel[] };

export type CloudModel = {
  readonly tables: readonly TableModel[];
  readonly queues: readonly QueueModel[];
  readonly buckets: readonly BucketModel[];
  readonly secrets: readonly SecretModel[];
  readonly buses: readonly BusModel[];
  readonly rules: readonly RuleModel[];
  readonly functions: readonly FunctionModel[];
  readonly eventSources: readonly EventSourceModel[];
  readonly httpApi: HttpApiModel | undefined;
};
