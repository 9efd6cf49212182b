import * as z from "zod";

/** Templated targets by the ARN of what they call, universal ones by the action's. */
export const TARGET_ARNS = {
  bus: /^arn:aws:events:[^:]+:\d{12}:event-bus\/[\w./-]+$/,
  queue: /^arn:aws:sqs:[^:]+:\d{12}:[\w.-]+$/,
  putEvents: /^arn:aws:scheduler:::aws-sdk:eventbridge:putEvents$/,
  sendMessage: /^arn:aws:scheduler:::aws-sdk:sqs:sendMessage$/,
} as const;

/** What a schedule calls, with the defaults of AWS. */
export const targetSchema = z.object({
  Arn: z.string().refine((arn) => Object.values(TARGET_ARNS).some((pattern) => pattern.test(arn)), {
    error: "the embedded cloud calls event buses (PutEvents) and queues (SendMessage) only",
  }),
  RoleArn: z.string().regex(/^arn:aws:iam::\d{12}:role\/.+$/),
  /** AWS has words of its own where there is no input, which are not played here. */
  Input: z.string({ error: "the embedded cloud needs an Input" }).min(1),
  EventBridgeParameters: z
    .object({ DetailType: z.string().min(1).max(128), Source: z.string().regex(/^(?!aws\.)[/.\-_A-Za-z0-9]{1,256}$/) })
    .optional(),
  SqsParameters: z.object({ MessageGroupId: z.string().min(1).max(128).optional() }).optional(),
  DeadLetterConfig: z.object({ Arn: z.string().regex(/^arn:aws:sqs:[^:]+:\d{12}:[\w-]+$/) }).optional(),
  RetryPolicy: z
    .object({
      MaximumEventAgeInSeconds: z.number().int().min(60).max(86_400).default(86_400),
      MaximumRetryAttempts: z.number().int().min(0).max(185).default(185),
    })
    .default({ MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 }),
});
export type Target = z.infer<typeof targetSchema>;
