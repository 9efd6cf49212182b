import * as z from "zod";
import { INVOCATIONS_PER_PROCESS } from "../../shared/names.ts";
import type { Assembly } from "./assembly.ts";
import { TemplateError } from "./intrinsics.ts";
import type { EventSourceModel, FunctionModel } from "./model.ts";
import { count, flag, notEmulated, propertiesOf, type Resources } from "./resources.ts";
import { roleModels, roleOf } from "./roles.ts";

/** Lambda's defaults: text; with JSON, INFO for both kinds of lines. */
const loggingSchema = z
  .object({
    LogFormat: z.enum(["Text", "JSON"]).default("Text"),
    ApplicationLogLevel: z.enum(["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"]).default("INFO"),
    SystemLogLevel: z.enum(["DEBUG", "INFO", "WARN"]).default("INFO"),
  })
  .default({ LogFormat: "Text", ApplicationLogLevel: "INFO", SystemLogLevel: "INFO" });

const functionSchema = z.object({
  Code: z.object({ S3Key: z.string() }),
  Handler: z.string(),
  Runtime: z.string().startsWith("nodejs"),
  Role: z.string(),
  Environment: z
    .object({ Variables: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]).transform(String)) })
    .optional(),
  Timeout: count.default(3),
  MemorySize: count.default(128),
  ReservedConcurrentExecutions: count.optional(),
  LoggingConfig: loggingSchema,
  RecursiveLoop: z.enum(["Allow", "Terminate"]).default("Terminate"),
  Layers: notEmulated("layers"),
});

const invokeConfigSchema = z.object({
  FunctionName: z.string(),
  MaximumRetryAttempts: count.default(2),
  DestinationConfig: z
    .object({
      OnFailure: z.object({ Destination: z.string() }).optional(),
      OnSuccess: notEmulated("destinations of successful invocations"),
    })
    .optional(),
});

const perProcess = count.min(1).default(1);

/** Lambda tries a failed asynchronous invocation twice more unless told otherwise. */
const ASYNC_RETRIES = 2;

export function functionModels(resources: Resources, assets: Assembly["assets"]): FunctionModel[] {
  const configs = new Map<string, z.infer<typeof invokeConfigSchema>>();
  for (const resource of resources.all("AWS::Lambda::EventInvokeConfig")) {
    const config = propertiesOf(resource, invokeConfigSchema);
    configs.set(resources.named(config.FunctionName, "AWS::Lambda::Function").name, config);
  }
  const roles = roleModels(resources);
  return resources.all("AWS::Lambda::Function").map((resource) => {
    const { name, arn } = resource;
    const properties = propertiesOf(resource, functionSchema);
    const codeDir = assets.get(properties.Code.S3Key);
    const config = configs.get(name);
    const destination = config?.DestinationConfig?.OnFailure?.Destination;
    const environment = properties.Environment?.Variables ?? {};
    checkEnvironment(name, environment);
    if (codeDir === undefined) throw new TemplateError(`${name}: the assembly has no asset ${properties.Code.S3Key}`);
    return {
      name,
      arn,
      codeDir,
      handler: properties.Handler,
      environment,
      timeoutSeconds: properties.Timeout,
      memoryMb: properties.MemorySize,
      reservedConcurrency: properties.ReservedConcurrentExecutions,
      invocationsPerProcess: perProcess.parse(resource.metadata[INVOCATIONS_PER_PROCESS]),
      asyncRetries: config?.MaximumRetryAttempts ?? ASYNC_RETRIES,
      onFailureArn: destination === undefined ? undefined : resources.named(destination, "AWS::SQS::Queue").arn,
      recursiveLoop: properties.RecursiveLoop,
      logging: {
        format: properties.LoggingConfig.LogFormat,
        applicationLevel: properties.LoggingConfig.ApplicationLogLevel,
        systemLevel: properties.LoggingConfig.SystemLogLevel,
      },
      role: roleOf(roles, name, properties.Role),
    };
  });
}

/** Source: "Lambda quotas" in the AWS Lambda developer guide; Lambda measures the variables as JSON. */
const MAX_ENVIRONMENT_BYTES = 4096;

function checkEnvironment(name: string, environment: Readonly<Record<string, string>>): void {
  const bytes = Buffer.byteLength(JSON.stringify(environment));
  if (bytes <= MAX_ENVIRONMENT_BYTES) return;
  throw new TemplateError(
    `${name}: Lambda would refuse the environment, which has ${bytes} bytes and may have ${MAX_ENVIRONMENT_BYTES}`,
  );
}

const eventSourceSchema = z.object({
  EventSourceArn: z.string(),
  FunctionName: z.string(),
  Enabled: flag.default(true),
  BatchSize: count.default(10),
  FunctionResponseTypes: z.array(z.literal("ReportBatchItemFailures")).default([]),
  ScalingConfig: z.object({ MaximumConcurrency: count.optional() }).optional(),
  MaximumBatchingWindowInSeconds: z.literal(0, { error: "batching windows are not emulated" }).optional(),
  FilterCriteria: notEmulated("event filters"),
});

/** The enabled mappings from queues to functions. */
export function eventSourceModels(resources: Resources): EventSourceModel[] {
  return resources.all("AWS::Lambda::EventSourceMapping").flatMap((resource) => {
    const mapping = propertiesOf(resource, eventSourceSchema);
    if (!mapping.Enabled) return [];
    const queue = resources.named(mapping.EventSourceArn, "AWS::SQS::Queue");
    return [
      {
        functionName: resources.named(mapping.FunctionName, "AWS::Lambda::Function").name,
        queueName: queue.name,
        queueArn: queue.arn,
        batchSize: mapping.BatchSize,
        reportBatchItemFailures: mapping.FunctionResponseTypes.length > 0,
        maximumConcurrency: mapping.ScalingConfig?.MaximumConcurrency,
      },
    ];
  });
}
