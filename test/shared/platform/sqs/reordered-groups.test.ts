import { type SendMessageBatchCommand, SQSClient } from "@aws-sdk/client-sqs";
import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { createSqsOutboundQueue } from "../../../../shared/outbound/adapters/sqs-outbound-queue.ts";
import type { OutboundQueue } from "../../../../shared/outbound/application/ports/outbound.ts";
import type { OutboundCommand } from "../../../../shared/outbound/domain/command.ts";
import { inBatches, inSpreadBatches } from "../../../../shared/platform/sqs/batches.ts";
import { aCommand } from "../../../support/builders.ts";
import { recordingObservability } from "../../../support/recording-observability.ts";

const SEEDS = 300;
const REFUSED_SHARE = 0.05;

/** Numbers from 0 to 1, the same for each seed (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A queue that refuses each entry of a call by itself, and takes none a second time. */
function aRefusingQueue(random: () => number) {
  const client = new SQSClient({ region: "us-east-1" });
  const accepted = new Map<string, string>();
  const send = vi.spyOn(client, "send").mockImplementation(async (command: unknown) => {
    const { Entries = [] } = (command as SendMessageBatchCommand).input;
    const Failed = Entries.flatMap(({ Id, MessageGroupId = "", MessageBody = "" }) => {
      if (random() < REFUSED_SHARE) return [{ Id, Code: "InternalError", SenderFault: false }];
      const { id } = JSON.parse(MessageBody);
      if (!accepted.has(id)) accepted.set(id, MessageGroupId);
      return [];
    });
    return { Failed };
  });
  const idsOf = (group: string) => [...accepted].flatMap(([id, its]) => (its === group ? [id] : []));
  return { client, send, idsOf };
}

/** What a batch of ten messages of ten accounts leads to: up to three replies each. */
function someCommands(random: () => number): OutboundCommand[] {
  return Array.from({ length: 10 }, () => `wx_${Math.floor(random() * 10)}`).flatMap((appId, message) =>
    Array.from({ length: 1 + Math.floor(random() * 3) }, (_, reply) =>
      aCommand({ id: `${appId}-${message}.${reply}`, appId }),
    ),
  );
}

/** Ten a call as they stand, for comparison: a call of ten is one batch. */
function inOrder(queue: OutboundQueue): OutboundQueue {
  return {
    async send(commands) {
      const refused = new Set<string>();
      const stopped = new Set<string>();
      for (let from = 0; from < commands.length; from += 10) {
        const batch = commands.slice(from, from + 10);
        const failed = await queue.send(batch.filter(({ appId }) => !stopped.has(appId)));
        for (const { id, appId } of batch) {
          if (!stopped.has(appId) && !failed.has(id)) continue;
          refused.add(id);
          stopped.add(appId);
        }
      }
      return refused;
    },
  };
}

/** Sends until the queue has taken all, as a batch comes again, and looks at each group's order. */
async function run(seed: number, cut: (queue: OutboundQueue) => OutboundQueue) {
  const random = randomFrom(seed);
  const { client, send, idsOf } = aRefusingQueue(random);
  const observed = recordingObservability();
  const queue = cut(createSqsOutboundQueue({ client, queueUrl: "http://127.0.0.1:1/q", ...observed }));
  const commands = someCommands(random);
  let waiting = commands;
  let furtherCalls = 0;
  while (waiting.length > 0) {
    const before = send.mock.calls.length;
    const refused = await queue.send(waiting);
    furtherCalls += Math.max(0, send.mock.calls.length - before - Math.ceil(waiting.length / 10));
    waiting = waiting.filter(({ id }) => refused.has(id));
  }
  const groups = Object.entries(Object.groupBy(commands, ({ appId }) => appId));
  const reordered = groups.flatMap(([group, sent = []]) =>
    String(idsOf(group)) === String(sent.map(({ id }) => id)) ? [] : [group],
  );
  const told = observed.lines.flatMap(({ fields }) => (isOvertaking(fields) ? [fields] : []));
  return { reordered, told, counted: observed.counts.get("GroupReordered") ?? 0, furtherCalls };
}

type Overtaking = {
  readonly group: string;
  readonly refused: readonly string[];
  readonly overtaking: readonly string[];
};

function isOvertaking(fields: unknown): fields is Overtaking {
  return typeof fields === "object" && fields !== null && "overtaking" in fields;
}

async function simulate(cut: (queue: OutboundQueue) => OutboundQueue) {
  const runs = [];
  for (let seed = 0; seed < SEEDS; seed++) runs.push(await run(seed, cut));
  return { runs, reordered: runs.filter(({ reordered }) => reordered.length > 0).length };
}

describe("of 300 batches of which SQS refuses 5 % of the entries", () => {
  it("73 come out with a group in another order, of 130 where calls take what is next, without a further call", async () => {
    expect((await simulate(inOrder)).reordered).toBe(130);
    const { runs, reordered } = await simulate((queue) => queue);
    expect(reordered).toBe(73);
    for (const { furtherCalls } of runs) expect(furtherCalls).toBe(0);
  });

  it("each group that comes out in another order is counted and logged with the ids, and no other is", async () => {
    for (const { reordered, told, counted } of (await simulate((queue) => queue)).runs) {
      expect(told).toHaveLength(counted);
      expect([...new Set(told.map(({ group }) => group))].sort()).toEqual(reordered.sort());
      for (const { group, refused, overtaking } of told) {
        expect([refused.length > 0, overtaking.length > 0]).toEqual([true, true]);
        for (const id of [...refused, ...overtaking]) expect(id.startsWith(`${group}-`)).toBe(true);
      }
    }
  });
});

describe("cutting entries into calls", () => {
  const entries = fc.array(
    fc.record({ group: fc.constantFrom("a", "b", "c", "d", "e"), bytes: fc.constantFrom(1, 1, 1, 300_000) }),
    {
      maxLength: 60,
    },
  );
  const groupOf = ({ group }: { group: string }) => group;
  const shared = (batches: readonly (readonly { group: string }[])[]) =>
    batches.reduce((sum, batch) => sum + batch.length - new Set(batch.map(groupOf)).size, 0);

  it("keeps all, each group's order and the limits, and no group shares more calls than it has to", () => {
    fc.assert(
      fc.property(entries, (drawn) => {
        const all = drawn.map(({ group, bytes }, index) => ({ group, index, body: "x".repeat(bytes) }));
        const batches = inSpreadBatches(all, groupOf);
        expect(batches.length).toBeLessThanOrEqual(inBatches(all).length);
        expect(
          batches
            .flat()
            .map(({ index }) => index)
            .sort((a, b) => a - b),
        ).toEqual(all.map(({ index }) => index));
        for (const batch of batches) {
          expect(batch.length).toBeGreaterThan(0);
          expect(batch.length).toBeLessThanOrEqual(10);
          expect(batch.reduce((sum, { body }) => sum + body.length, 0)).toBeLessThanOrEqual(1_048_576);
        }
        for (const its of Object.values(Object.groupBy(batches.flat(), groupOf))) {
          const places = (its ?? []).map(({ index }) => index);
          expect(places).toEqual(places.toSorted((a, b) => a - b));
        }
        expect(shared(batches)).toBeLessThanOrEqual(shared(inBatches(all)));
        if (drawn.some(({ bytes }) => bytes > 1)) return;
        const sizes = Object.values(Object.groupBy(all, groupOf)).map((its) => its?.length ?? 0);
        const least = sizes.reduce((sum, size) => sum + Math.max(0, size - inBatches(all).length), 0);
        expect(shared(batches)).toBe(least);
      }),
    );
  });
});
