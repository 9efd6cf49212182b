import { secretArn } from "../../aws/secrets/description.ts";
import { ACCOUNT_ID, REGION } from "../../template/identity.ts";
import type { AccessRequest } from "../policy.ts";
import { sqsRequests } from "./sqs.ts";

type Input = Readonly<Record<string, unknown>>;
type Requests = (action: string, input: Input) => readonly AccessRequest[];

const eventsArn = (path: string): string => `arn:aws:events:${REGION}:${ACCOUNT_ID}:${path}`;

const busArn = (bus: unknown): string => {
  const name = typeof bus === "string" ? bus : "default";
  return name.startsWith("arn:") ? name : eventsArn(`event-bus/${name}`);
};

/** Secrets Manager takes a name, an ARN, or an ARN without its six random characters; policies name the whole ARN. */
function fullSecretArn(id: string): string {
  const name = id.replace(/^arn:.*:secret:/, "");
  return secretArn(name.slice(0, -7)) === id ? id : secretArn(name);
}

/** The permissions that calls need, by the prefix of their target. */
const SERVICES: Readonly<Record<string, Requests>> = {
  AmazonSQS: sqsRequests,

  AWSEvents(action, { Entries, Name, Rule, EventBusName }) {
    const name = Name ?? Rule;
    if (action === "PutEvents") {
      const buses = (Array.isArray(Entries) ? Entries : []).map((entry) => busArn(Object(entry).EventBusName));
      return [...new Set(buses)].map((resource) => ({ action: "events:PutEvents", resource }));
    }
    if (typeof name !== "string") return [{ action: `events:${action}`, resource: "*" }];
    const bus = typeof EventBusName === "string" ? `${EventBusName.replace(/^arn:.*\//, "")}/` : "";
    return [{ action: `events:${action}`, resource: eventsArn(`rule/${bus === "default/" ? "" : bus}${name}`) }];
  },

  /** Who gives a schedule a role must be allowed to pass it on. */
  scheduler(action, { Name, GroupName = "default", Target }) {
    const path = action.includes("Group") ? `schedule-group/${Name ?? "*"}` : `schedule/${GroupName}/${Name ?? "*"}`;
    const resource = `arn:aws:scheduler:${REGION}:${ACCOUNT_ID}:${path}`;
    const role: unknown = Object(Target).RoleArn;
    const context = (key: string) => (key === "iam:PassedToService" ? ["scheduler.amazonaws.com"] : undefined);
    const passing = typeof role === "string" ? [{ action: "iam:PassRole", resource: role, context }] : [];
    return [{ action: `scheduler:${action}`, resource }, ...passing];
  },

  secretsmanager: (action, { SecretId }) => [
    { action: `secretsmanager:${action}`, resource: typeof SecretId === "string" ? fullSecretArn(SecretId) : "*" },
  ],
};

/** The permissions that a call to a service of the JSON protocol needs; `prefix` is that of its target. */
export function jsonRequests(prefix: string, action: string, input: Input): readonly AccessRequest[] {
  return SERVICES[prefix]?.(action, input) ?? [];
}
