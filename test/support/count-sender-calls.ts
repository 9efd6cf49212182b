import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DEFAULT_SETTINGS } from "../../shared/operators/domain/settings.ts";
import { setUpSender, unlimited } from "./a-sender.ts";
import { aCommand } from "./builders.ts";
import type { DynamoBackend } from "./dynamo-tables.ts";
import { dynamoStorage } from "./storage.ts";

/** Answers of a fleet as a queue hands them out: `batch` groups an invocation, one answer a group. */
export type AnswerLoad = {
  readonly accounts: number;
  readonly perSecond: number;
  readonly seconds: number;
  readonly processes: number;
  /** Invocations of one process that run side by side. */
  readonly sideBySide: number;
  readonly batch: number;
};

/** The limits of load runs: too high to stop a send. */
const LIMITS = { perSecond: 1000, burst: 10_000, dailyCap: 10_000_000 };

/** Calls to the database by what they are for. */
export type CallCounts = Readonly<Record<string, number>>;

const KINDS: readonly (readonly [string, RegExp])[] = [
  ["tokens", /"bucket#/],
  ["account reads", /"pk":\{"S":"account/],
  ["lost friends", /"lost-friends#/],
  ["settings", /"settings/],
  ["circuit", /"circuit#/],
  ["claim and end", /"cmd#/],
];

function kindOf(input: unknown): string {
  const text = JSON.stringify(input);
  return KINDS.find(([, pattern]) => pattern.test(text))?.[0] ?? "other";
}

/** A client that counts its calls. */
function countingClient(client: DynamoDBClient) {
  const counts = new Map<string, number>();
  const send = (command: Parameters<DynamoDBClient["send"]>[0]) => {
    const name = kindOf(command.input);
    counts.set(name, (counts.get(name) ?? 0) + 1);
    return client.send(command);
  };
  const proxy = new Proxy(client, { get: (object, name) => (name === "send" ? send : Reflect.get(object, name)) });
  return { client: proxy, counts };
}

/**
 * Plays a load of answers through senders over an engine, after a second of warming up. Returns the calls to the
 * database an answer, by kind, and in all.
 */
export async function countSenderCalls(backend: DynamoBackend, load: AnswerLoad): Promise<CallCounts> {
  const { client, counts } = countingClient(backend.client);
  const storage = await dynamoStorage({ client, freshTables: backend.freshTables });
  const { tokenBuckets: buckets, broadcastRuns: runs, sendLocks: locks } = storage;
  const sender = setUpSender([], [], "live", [], { ...storage, buckets, runs, locks });
  const appIds = Array.from({ length: load.accounts }, (_, index) => `wx_${index}`);
  await Promise.all(
    appIds.map((appId) => storage.accounts.register(unlimited({ appId, state: "ONLINE", limits: LIMITS }))),
  );
  await storage.settings.put({ ...DEFAULT_SETTINGS, gateway: LIMITS });
  const processes = Array.from({ length: load.processes }, () => sender.process());
  const each = load.batch * load.sideBySide;
  let made = 0;

  async function play(seconds: number): Promise<void> {
    for (const end = made + seconds * load.perSecond; made < end; ) {
      // No account stays with one process.
      const { send } = processes[(made / each + Math.floor(made / load.accounts)) % processes.length] ?? sender;
      const commands = Array.from({ length: each }, () => {
        made += 1;
        return aCommand({ id: `cmd_${made}`, appId: `wx_${made % load.accounts}`, notAfter: Number.MAX_SAFE_INTEGER });
      });
      await Promise.all(
        Array.from({ length: load.sideBySide }, (_, n) => send(commands.slice(n * load.batch, (n + 1) * load.batch))),
      );
      sender.clock.advance((each * 1000) / load.perSecond);
    }
  }

  await play(1);
  counts.clear();
  const before = sender.gateway.wentOut().length;
  await play(load.seconds);
  const answers = sender.gateway.wentOut().length - before;
  const rows = [...counts].map(([kind, calls]): [string, number] => [kind, calls / answers]);
  return Object.fromEntries([...rows, ["all", rows.reduce((sum, [, calls]) => sum + calls, 0)]]);
}
