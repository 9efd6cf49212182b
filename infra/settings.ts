import { RetentionDays } from "aws-cdk-lib/aws-logs";
import type { Node } from "constructs";
import * as z from "zod";
import { writeQueueArns } from "./constructs/queue-arns.ts";

const retentions = Object.values(RetentionDays).filter((days) => typeof days === "number");

/** AWS: an event source's maximum concurrency is 2–1,000. */
const concurrency = z.coerce.number().int().min(2).max(1000);

/** AWS: a queue's name has at most 80 characters, with the `.fifo` at its end. */
const queueArn = z
  .string()
  .regex(
    /^arn:aws(-cn|-us-gov)?:sqs:[a-z0-9-]+:\d{12}:(?=.{1,80}$)[A-Za-z0-9_-]+(\.fifo)?$/,
    "ARNs of SQS queues, separated by commas",
  );

/** What remains for the routing queues in the API's environment, which takes 4 KB: test/infra/environments.test.ts. */
const LONGEST_ROUTING_QUEUES = 1100;

/** Every option with its default; docs/deployment.md lists them. */
export const settingsSchema = z
  .object({
    /** Part of every stack's and the bus's name, so that several stages live in one account. */
    stage: z
      .string()
      .regex(/^[a-z][a-z0-9-]{0,19}$/, "lower case letters, digits and dashes, at most 20")
      .default("dev"),
    /** How the stateless stack refers to the stateful one. `both` is for one update of stacks that imported exports. */
    crossStackReferences: z.enum(["weak", "both"]).default("weak"),
    consumerMaximumConcurrency: concurrency.default(10),
    /** MB of the consumer, which holds the published rules twice while it changes them (docs/performance.md). */
    consumerMemory: z.coerce.number().int().min(512).max(10_240).default(1024),
    /**
     * Callbacks worked on at once by each of the two functions that take them. They reserve as much, so that a flood on
     * another route leaves it to them. An account's quota must have room for it, and more is never run.
     */
    callbackMaximumConcurrency: concurrency.default(100),
    senderMaximumConcurrency: concurrency.default(10),
    /** Batches of broadcasts at once. The accounts' rates hold them back, so few are enough. */
    bulkSenderMaximumConcurrency: concurrency.default(4),
    accountWorkerMaximumConcurrency: concurrency.default(5),
    directoryMaximumConcurrency: concurrency.default(2),
    heartbeatMaximumConcurrency: concurrency.default(5),
    /** Batches of ten questions to the AI at once. */
    aiMaximumConcurrency: concurrency.default(5),
    /**
     * Whether functions reserve their maximum concurrency: what queues may ask for, and callbacks. The second value is for AWS
     * accounts whose quota leaves no room for it (Lambda keeps 100 executions unreserved).
     */
    reservedConcurrency: z.enum(["match", "none"]).default("match"),
    /** Pollers side by side, each for a shard of the accounts with `ingest: "poll"`; 0 makes no poller. */
    pollers: z.coerce.number().int().min(0).max(100).default(0),
    /**
     * Whose messages make profiles (docs/profiles.md). `addressed`: private chats, mentions, and what a rule matches in
     * groups.
     */
    profiles: z.enum(["off", "addressed", "all"]).default("addressed"),
    /** Whether the event bus gets people's behaviour as `BehaviourRecorded`, and whether with what they wrote. */
    behaviourEvents: z.enum(["off", "on", "with-texts"]).default("off"),
    /** Whether Firehose also stores these events in S3. */
    behaviourStream: z.union([z.boolean(), z.stringbool()]).default(false),
    /** Days that S3 keeps them. */
    behaviourDays: z.coerce.number().int().min(1).max(3650).default(365),
    /**
     * By which address the functions call WeChat: `open`, by changing ones of AWS; `fixed`, by an Elastic IP that WeChat's
     * allowlists can name.
     */
    egress: z.enum(["open", "fixed"]).default("open"),
    /** NAT gateways of `egress=fixed`, each with an address of its own in a zone of its own. */
    nat: z.coerce.number().int().min(1).max(2).default(1),
    /** Days that the functions' logs and the access log are kept: one of the values that CloudWatch Logs takes. */
    logRetention: z.coerce
      .number()
      .default(RetentionDays.ONE_MONTH)
      .refine((days) => retentions.includes(days), `one of ${retentions.join(", ")}`),
    logLevel: z.enum(["DEBUG", "INFO", "WARN", "ERROR"]).default("INFO"),
    /** The platform's address under a domain of its own; the HTTP API's URL unless given. */
    publicUrl: z
      .url({ protocol: /^https$/ })
      .max(200)
      .transform((url) => url.replace(/\/+$/, ""))
      .optional(),
    /** The SNS topic that every alarm tells. Without it alarms only show in the console. */
    alarmTopicArn: z.string().startsWith("arn:").optional(),
    /** The SNS topic that gets every alert, instead of one that the stack makes. Not a FIFO topic. */
    alertTopicArn: z
      .string()
      .regex(/^arn:[a-z-]+:sns:[a-z0-9-]+:\d{12}:[\w-]{1,256}$/, "the ARN of a standard SNS topic")
      .optional(),
    /** USD that the AWS account may cost in a month before the topic of the alerts hears of it; no budget unless given. */
    monthlyBudget: z.coerce.number().min(1).max(1_000_000).optional(),
    /** ARNs of the queues that messages may be routed to, separated by commas. */
    routingQueues: z
      .string()
      .transform((list) =>
        list
          .split(",")
          .map((arn) => arn.trim())
          .filter((arn) => arn !== ""),
      )
      .pipe(
        z
          .array(queueArn)
          .max(20)
          .refine((arns) => writeQueueArns(arns).length <= LONGEST_ROUTING_QUEUES, {
            message: `names and accounts may have ${LONGEST_ROUTING_QUEUES} characters in all: give fewer queues, or shorter names`,
          }),
      )
      .default([]),
    /** Batches of ten accounts' parts of runs at once. */
    broadcastMaximumConcurrency: concurrency.default(5),
    deliveryMaximumConcurrency: concurrency.default(5),
    /** Issuer and audience of operators' JWTs. Without them the stack makes a Cognito user pool. */
    operatorIssuer: z.url({ protocol: /^https$/ }).optional(),
    operatorAudience: z.string().min(1).optional(),
  })
  .refine((settings) => (settings.operatorIssuer === undefined) === (settings.operatorAudience === undefined), {
    message: "operatorIssuer and operatorAudience go together",
    path: ["operatorIssuer"],
  })
  .refine(({ nat, egress }) => nat === 1 || egress === "fixed", {
    message: "needs egress=fixed",
    path: ["nat"],
  })
  .refine(({ behaviourStream, behaviourEvents }) => !behaviourStream || behaviourEvents !== "off", {
    message: "needs behaviourEvents=on (or with-texts)",
    path: ["behaviourStream"],
  })
  .refine(({ behaviourEvents, profiles }) => behaviourEvents === "off" || profiles !== "off", {
    message: "needs profiles=addressed (or all): events tell what profiles are made of",
    path: ["behaviourEvents"],
  });

/** What a deployment chooses with `-c name=value`. */
export type Settings = z.infer<typeof settingsSchema>;

/** A context value that no deployment can have. Its message names every wrong value; where it was thrown tells nothing. */
export class WrongSettings extends Error {}

/** Reads the settings from the app's context; throws `WrongSettings`. */
export function readSettings(node: Node): Settings {
  const names = Object.keys(settingsSchema.shape);
  const given = names.map((name) => [name, node.tryGetContext(name)]).filter(([, value]) => value !== undefined);
  const result = settingsSchema.safeParse(Object.fromEntries(given));
  if (!result.success) throw new WrongSettings(`wrong context values:\n${z.prettifyError(result.error)}`);
  return result.data;
}
