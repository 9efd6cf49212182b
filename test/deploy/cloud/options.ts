import type { Settings } from "../../../infra/settings.ts";
import { ACCOUNT, REGION } from "./aws-calls.ts";

export const STAGE = "trial";

/** Another value than the default for every option: an option without its row does not compile. */
const TOGGLED: Readonly<Record<Exclude<keyof Settings, "stage">, string>> = {
  consumerMaximumConcurrency: "11",
  consumerMemory: "2048",
  crossStackReferences: "both",
  callbackMaximumConcurrency: "50",
  monthlyBudget: "40",
  senderMaximumConcurrency: "12",
  bulkSenderMaximumConcurrency: "3",
  accountWorkerMaximumConcurrency: "6",
  directoryMaximumConcurrency: "3",
  heartbeatMaximumConcurrency: "6",
  aiMaximumConcurrency: "4",
  broadcastMaximumConcurrency: "4",
  deliveryMaximumConcurrency: "4",
  reservedConcurrency: "none",
  pollers: "2",
  profiles: "all",
  behaviourEvents: "with-texts",
  behaviourStream: "true",
  behaviourDays: "30",
  egress: "fixed",
  nat: "2",
  logRetention: "7",
  logLevel: "DEBUG",
  publicUrl: "https://fleet.example.com",
  alarmTopicArn: `arn:aws:sns:${REGION}:${ACCOUNT}:alarms`,
  alertTopicArn: `arn:aws:sns:${REGION}:${ACCOUNT}:alerts`,
  routingQueues: `arn:aws:sqs:${REGION}:${ACCOUNT}:crm.fifo`,
  operatorIssuer: "https://id.example.com",
  operatorAudience: "wechat-fleet",
};

/** The options of a deployment as the CDK CLI takes them. */
export const contextOf = (options: Readonly<Record<string, string>>): string[] =>
  Object.entries(options).flatMap(([name, value]) => ["--context", `${name}=${value}`]);

export const DEFAULT_CONTEXT = contextOf({ stage: STAGE });
export const TOGGLED_CONTEXT = contextOf({ stage: STAGE, ...TOGGLED });
/** How many options are toggled. */
export const TOGGLED_COUNT = Object.keys(TOGGLED).length;
