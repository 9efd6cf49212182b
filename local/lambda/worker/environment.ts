import { accessKeyOf } from "../../iam/identity.ts";
import type { FunctionModel } from "../../template/model.ts";

export type FunctionEndpoints = {
  /** The one endpoint of all services. */
  readonly aws: string;
  /** A way of its own to the engine, which costs less than the endpoint. */
  readonly dynamodb: string;
};

/**
 * The environment of a function's processes: what the template says, and what Lambda itself sets.
 * Source: "Defined runtime environment variables" in the AWS Lambda developer guide.
 */
export function functionEnvironment(
  model: FunctionModel,
  endpoints: FunctionEndpoints,
  instance: { readonly id: string; readonly perProcess: number },
): Record<string, string> {
  return {
    ...model.environment,
    _HANDLER: model.handler,
    LAMBDA_TASK_ROOT: model.codeDir,
    AWS_LAMBDA_FUNCTION_NAME: model.name,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(model.memoryMb),
    AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
    AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
    ...loggingVariables(model),
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${model.name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: instance.id,
    // As on Lambda Managed Instances: by it the SDK and Powertools know that invocations run side by side.
    ...(instance.perProcess > 1 ? { AWS_LAMBDA_MAX_CONCURRENCY: String(instance.perProcess) } : {}),
    AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x",
    AWS_REGION: "us-east-1",
    AWS_DEFAULT_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: accessKeyOf(model.arn),
    AWS_SECRET_ACCESS_KEY: "local",
    AWS_ENDPOINT_URL: endpoints.aws,
    AWS_ENDPOINT_URL_DYNAMODB: endpoints.dynamodb,
    TZ: "UTC",
    LANG: "en_US.UTF-8",
  };
}

/** Lambda tells the runtime the format and the level where the format is JSON. */
function loggingVariables({ logging }: FunctionModel): Record<string, string> {
  if (logging.format === "Text") return {};
  return { AWS_LAMBDA_LOG_FORMAT: "JSON", AWS_LAMBDA_LOG_LEVEL: logging.applicationLevel };
}
