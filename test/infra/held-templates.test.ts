import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { synthesize } from "./synthesize.ts";

/**
 * A logical id is where a resource stands in the stack: one that moves becomes a new, empty queue or table, and the old
 * one is left behind with its data. So ids and properties are held here. What is meant to change is changed in the held
 * file too: `npm test -- --project parts test/infra/held-templates.test.ts --update`.
 */
const EVERYTHING = {
  pollers: "2",
  behaviourEvents: "with-texts",
  behaviourStream: "true",
  routingQueues: "arn:aws:sqs:eu-central-1:123456789012:crm.fifo",
  alarmTopicArn: "arn:aws:sns:eu-central-1:123456789012:alarms",
  publicUrl: "https://fleet.example.com",
};

/** What differs with each build, and what people read: neither says what a resource is. */
const VOLATILE: ReadonlySet<string> = new Set(["S3Key", "AlarmDescription"]);

function digest(value: unknown): string {
  const text = JSON.stringify(value, (key, part: unknown) => (VOLATILE.has(key) ? undefined : sorted(part)));
  return createHash("sha256").update(text).digest("hex").slice(0, 12);
}

/** With its members in the order of their names, as CloudFormation knows none. */
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
