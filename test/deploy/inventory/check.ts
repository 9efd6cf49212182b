import type { AwsCalls } from "../cloud/aws-calls.ts";
import type { Deployed } from "../cloud/templates.ts";
import { differences } from "./compare.ts";
import { EVENTS, HTTP_API } from "./events.ts";
import { FUNCTIONS } from "./functions.ts";
import { IDENTITY } from "./identity.ts";
import { NETWORK } from "./network.ts";
import { OBJECTS } from "./objects.ts";
import { QUEUES } from "./queues.ts";
import type { Row, Rows } from "./row.ts";
import { TABLES } from "./tables.ts";
import { WATCH } from "./watch.ts";

const ROWS: Rows = {
  ...QUEUES,
  ...TABLES,
  ...OBJECTS,
  ...FUNCTIONS,
  ...EVENTS,
  ...HTTP_API,
  ...IDENTITY,
  ...WATCH,
  ...NETWORK,
};

/** What the cloud holds, by type and physical id, whether a stack made it or not. */
export type Census = ReadonlyMap<string, ReadonlySet<string>>;

/** Compares each resource with its template; returns the differences, one line each. */
export async function compareResources(aws: AwsCalls, deployed: readonly Deployed[]): Promise<string[]> {
  const found: string[] = [];
  for (const resource of deployed) {
    const lines = await differencesOf(aws, resource);
    found.push(...lines.map((line) => `${resource.stack} ${resource.logicalId} (${resource.type}): ${line}`));
  }
  return found;
}

async function differencesOf(aws: AwsCalls, { type, id, properties }: Deployed): Promise<string[]> {
  const row: Row | undefined = ROWS[type];
  if (!row) return [`the inventory has no row for ${type}`];
  try {
    return differences(properties, await row.read(aws, id, properties), row.defaults, row.unseen);
  } catch (error) {
    return [String(error)];
  }
}

export async function takeCensus(aws: AwsCalls): Promise<Census> {
  const census = new Map<string, ReadonlySet<string>>();
  for (const [type, { list }] of Object.entries(ROWS)) if (list) census.set(type, new Set(await list(aws)));
  return census;
}

/** Says what is there beyond `wanted`, and what of it is not there; the types without a list are left out. */
export function compareCensus(census: Census, wanted: Census): string[] {
  return [...census].flatMap(([type, ids]) => {
    const expected = wanted.get(type) ?? new Set();
    const more = [...ids]
      .filter((id) => !expected.has(id))
      .map((id) => `${type} ${id} is there, though nothing asks for it`);
    const less = [...expected].filter((id) => !ids.has(id)).map((id) => `${type} ${id} is gone`);
    return [...more, ...less];
  });
}
