/** Reshapes an event for one target; the same members as CloudFormation's `InputTransformer`. */
export type InputTransformer = { inputPathsMap?: Readonly<Record<string, string>>; inputTemplate: string };

export type RuleTarget = {
  id: string;
  arn: string;
  /** JSON text that is delivered instead of the event. */
  input?: string;
  /** The part of the event to deliver, as `$.detail.x`. */
  inputPath?: string;
  inputTransformer?: InputTransformer;
  /** Message group of an SQS FIFO target. */
  messageGroupId?: string;
  roleArn?: string;
  /** The queue that gets what could not be delivered. */
  deadLetterArn?: string;
  /** How long, and how often after the first time, a delivery is tried; 24 hours and 185 times unless given. */
  retry?: { readonly maxAgeSeconds: number; readonly maxRetries: number };
};

/** A rule has a pattern, a schedule, or both. */
export type Rule = {
  name: string;
  arn: string;
  busName: string;
  pattern?: Readonly<Record<string, unknown>>;
  /** `rate(…)` or `cron(…)`. */
  schedule?: string;
  enabled: boolean;
  targets: readonly RuleTarget[];
};
