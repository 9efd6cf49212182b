import * as z from "zod";
import type { RuleTarget } from "./rule.ts";

/** Members of a target that PutTargets and a template's rule say alike. */
export const targetMembers = {
  Input: z.string().optional(),
  InputPath: z.string().optional(),
  InputTransformer: z
    .object({ InputPathsMap: z.record(z.string(), z.string()).default({}), InputTemplate: z.string() })
    .optional(),
  SqsParameters: z.object({ MessageGroupId: z.string() }).optional(),
  DeadLetterConfig: z.object({ Arn: z.string() }).optional(),
};

type GivenTarget = z.infer<z.ZodObject<typeof targetMembers>> & {
  readonly Id: string;
  readonly Arn: string;
  readonly RoleArn?: string | undefined;
  readonly RetryPolicy?:
    | { readonly MaximumEventAgeInSeconds: number; readonly MaximumRetryAttempts: number }
    | undefined;
};

/** A target by AWS's members. */
export function ruleTargetOf(given: GivenTarget): RuleTarget {
  const { Id, Arn, RoleArn, Input, InputPath, InputTransformer, SqsParameters, DeadLetterConfig, RetryPolicy } = given;
  return {
    id: Id,
    arn: Arn,
    ...(RoleArn !== undefined && { roleArn: RoleArn }),
    ...(Input !== undefined && { input: Input }),
    ...(InputPath !== undefined && { inputPath: InputPath }),
    ...(InputTransformer && {
      inputTransformer: {
        inputPathsMap: InputTransformer.InputPathsMap,
        inputTemplate: InputTransformer.InputTemplate,
      },
    }),
    ...(SqsParameters && { messageGroupId: SqsParameters.MessageGroupId }),
    ...(DeadLetterConfig && { deadLetterArn: DeadLetterConfig.Arn }),
    ...(RetryPolicy && {
      retry: { maxAgeSeconds: RetryPolicy.MaximumEventAgeInSeconds, maxRetries: RetryPolicy.MaximumRetryAttempts },
    }),
  };
}
