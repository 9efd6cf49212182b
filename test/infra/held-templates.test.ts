import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { synthesize } from "./synthesize.ts";

/**
 * A logical id is the path of a construct. A construct that moves becomes a new, empty queue or table, and the old one
 * stays behind with its data. So this test holds ids and properties. After a change that is meant, update the held files:
 * `npm test -- --project parts test/infra/held-templates.test.ts --update`.
 */
const EVERYTHING = {
  pollers: "2",
  monthlyBudget: "50",
  behaviourEvents: "with-texts",
  behaviourStream: "true",
  routingQueues: "arn:aws:sqs:eu-central-1:123456789012:crm.fifo",
  alarmTopicArn: "arn:aws:sns:eu-central-1:123456789012:alarms",
  egress: "fixed",
  nat: "2",
  publicUrl: "https://fleet.example.com",
};

/** Asset keys differ with each build, and alarm texts are for people: neither says what a resource is. */
const VOLATILE: ReadonlySet<string> = new Set(["S3Key", "AlarmDescription"]);

function digest(value: unknown): string {
  const text = JSON.stringify(value, (key, part: unknown) => (VOLATILE.has(key) ? undefined : sorted(part)));
  return createHash("sha256").update(text).digest("hex").slice(0, 12);
}

/** With its members in the order of their names: their order means nothing to CloudFormation. */
function sorted(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

it.each([
  ["the default options", "default", {}],
  ["every option", "everything", EVERYTHING],
])("holds every resource's logical id, type and properties with %s", async (_what, name, context) => {
  const { stateful, stateless } = synthesize(context);
  const lines = [stateful, stateless].flatMap((template, index) =>
    Object.entries(template.toJSON().Resources as Record<string, { Type: string }>).map(
      ([id, resource]) => `${index === 0 ? "Stateful" : "Stateless"} ${id} ${resource.Type} ${digest(resource)}`,
    ),
  );
  await expect(`${lines.toSorted().join("\n")}\n`).toMatchFileSnapshot(`./held/${name}.txt`);
});
