import type { Rule } from "../events/rules/rule.ts";
import type { RoleModel } from "../iam/identity.ts";

/** What the embedded cloud builds: the template with every reference worked out. */

export type TableModel = {
  readonly name: string;
  readonly arn: string;
  /** The part of `AWS::DynamoDB::Table` that engines know, with its name. */
  readonly properties: Readonly<Record<string, unknown>>;
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
export type TopicModel = {
  readonly name: string;
  readonly arn: string;
  /** The customer's own key that encrypts the topic. */
  readonly keyArn: string | undefined;
};
export type KeyModel = {
  readonly id: string;
  readonly description: string;
  /** With `alias/` in front. */
  readonly aliases: readonly string[];
};
export type BusModel = { readonly name: string; readonly arn: string };

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
  /** Invocations that one process may carry out at once, as the function's code allows. */
  readonly invocationsPerProcess: number;
  /** How often a failed asynchronous invocation is tried again. */
  readonly asyncRetries: number;
  /** The queue that gets the events of asynchronous invocations that failed for good. */
  readonly onFailureArn: string | undefined;
  /** What Lambda does with a chain of invocations in which the function comes again and again. */
  readonly recursiveLoop: "Allow" | "Terminate";
  readonly logging: LoggingModel;
  /** What the function may do. */
  readonly role: RoleModel;
};

/** The form of a function's log, and which lines it has. The levels are for JSON. */
export type LoggingModel = {
  readonly format: "Text" | "JSON";
  /** Of the function's own lines. */
  readonly applicationLevel: string;
  /** Of the platform's lines. */
  readonly systemLevel: "DEBUG" | "INFO" | "WARN";
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
  readonly topics: readonly TopicModel[];
  readonly keys: readonly KeyModel[];
  readonly buses: readonly BusModel[];
  readonly rules: readonly Rule[];
  readonly functions: readonly FunctionModel[];
  readonly roles: readonly RoleModel[];
  readonly eventSources: readonly EventSourceModel[];
  readonly httpApi: HttpApiModel | undefined;
  /** What of the template is not played here, for a person to read. */
  readonly notes: readonly string[];
};
