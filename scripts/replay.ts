import { parseArgs } from "node:util";
import { DynamoDBClient, ListTablesCommand } from "@aws-sdk/client-dynamodb";
import { createDynamoBehaviourHistory } from "../shared/decisions/adapters/dynamo-behaviour-history.ts";
import { createDynamoDirectory } from "../shared/directory/adapters/dynamo-directory.ts";
import { systemClock } from "../shared/lambda/system.ts";
import { ENV } from "../shared/names.ts";
import { createDynamoProfiles } from "../shared/profiles/adapters/dynamo-profiles.ts";
import type { ProfileKey } from "../shared/profiles/application/ports/profiles.ts";
import { createReplayProfiles, type Replayed } from "../shared/profiles/application/replay-profiles.ts";

/**
 * `npm run replay -- --user <appId>/<wxid>` or `-- --all`: rebuilds profiles from the journal and compares them with
 * the stored ones. Ends with 0 where all are equal, 1 where some differ, 2 where it could not compare.
 */
const USAGE = "npm run replay -- (--user <appId>/<wxid> | --all) [--from 2026-11-01] [--repair]";

try {
  process.exitCode = await main();
} catch (error) {
  console.error(`error: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 2;
}

async function main(): Promise<number> {
  const { key, ...options } = readArguments();
  const client = new DynamoDBClient({});
  const table = { client, table: process.env[ENV.journalTable] || (await findTable(client)) };
  const replay = createReplayProfiles({
    history: createDynamoBehaviourHistory(table),
    profiles: createDynamoProfiles(table),
    directory: createDynamoDirectory(table),
    clock: systemClock,
  });
  let users = 0;
  let messages = 0;
  let differing = 0;
  for await (const replayed of key ? [await replay.user(key, options)] : replay.all(options)) {
    users += 1;
    messages += replayed.messages;
    if (replayed.differences.length > 0) differing += 1;
    tell(replayed, options.repair);
  }
  console.log(`${users} profiles, ${messages} messages replayed, ${differing} different`);
  return differing > 0 ? 1 : 0;
}

function tell({ appId, wxid, differences }: Replayed, repair: boolean): void {
  for (const { path, stored, rebuilt } of differences) {
    const place = path === "" ? "" : ` ${path}`;
    console.log(`${appId}/${wxid}${place}: stored ${JSON.stringify(stored)}, journal ${JSON.stringify(rebuilt)}`);
  }
  if (repair && differences.some(({ rebuilt }) => rebuilt !== undefined)) console.log(`${appId}/${wxid}: repaired`);
}

function readArguments(): { key: ProfileKey | undefined; from: number | undefined; repair: boolean } {
  const { user, all, from, repair } = parsed();
  if ((user === undefined) === !all) throw new Error(`either --user or --all: ${USAGE}`);
  const [, appId, wxid] = /^([^/]+)\/(.+)$/s.exec(user ?? "") ?? [];
  if (user !== undefined && !(appId && wxid)) throw new Error(`--user: '${user}' is not <appId>/<wxid>`);
  const time = from === undefined ? undefined : Date.parse(from);
  if (Number.isNaN(time))
    throw new Error(`--from: '${from}' is not a date such as 2026-11-01 or 2026-11-01T08:00+08:00`);
  return { key: appId && wxid ? { appId, wxid } : undefined, from: time, repair };
}

function parsed() {
  try {
    return parseArgs({
      options: {
        user: { type: "string" },
        all: { type: "boolean", default: false },
        from: { type: "string" },
        repair: { type: "boolean", default: false },
      },
    }).values;
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : error}: ${USAGE}`);
  }
}

/** The one journal that this AWS account and region, or the embedded cloud, has. */
async function findTable(client: DynamoDBClient): Promise<string> {
  const names: string[] = [];
  let from: string | undefined;
  do {
    const page = await client.send(new ListTablesCommand(from ? { ExclusiveStartTableName: from } : {}));
    names.push(...(page.TableNames ?? []).filter((name) => name.includes("JournalTable")));
    from = page.LastEvaluatedTableName;
  } while (from);
  const [only, ...others] = names;
  if (only && others.length === 0) return only;
  const found = names.length === 0 ? "no table is named JournalTable" : `there are several: ${names.join(", ")}`;
  throw new Error(`${found}; name the journal in ${ENV.journalTable}`);
}
