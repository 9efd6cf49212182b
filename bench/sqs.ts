/**
 * The cost of the embedded SQS, without HTTP: `node bench/sqs.ts [messages]`. One FIFO queue on disk, 50 groups, bodies
 * of 1 KB, deduplication per group. Prints calls and messages per second and the CPU time of each.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createLocalClock } from "../local/clock.ts";
import { createSqsEngine } from "../local/sqs/engine.ts";

const GROUPS = 50;
const QUEUE = "bench.fifo";
const messages = Number(process.argv[2] ?? 20_000);
const body = JSON.stringify({ text: "x".repeat(1000) });

type Line = Record<"call" | "calls/s" | "messages/s" | "µs CPU/call" | "µs CPU/message", string | number>;

/** Runs `calls` calls one after the other and gives their cost. */
async function measure(call: string, calls: number, perCall: number, run: (index: number) => unknown): Promise<Line> {
  const cpuBefore = process.cpuUsage();
  const started = performance.now();
  for (let index = 0; index < calls; index++) await run(index);
  const seconds = (performance.now() - started) / 1000;
  const cpu = process.cpuUsage(cpuBefore);
  const perCallCpu = (cpu.user + cpu.system) / calls;
  return {
    call,
    "calls/s": Math.round(calls / seconds),
    "messages/s": Math.round((calls * perCall) / seconds),
    "µs CPU/call": Number(perCallCpu.toFixed(1)),
    "µs CPU/message": Number((perCallCpu / perCall).toFixed(1)),
  };
}

const folder = mkdtempSync(join(tmpdir(), "sqs-bench-"));
const path = join(folder, "sqs.sqlite");
const clock = createLocalClock();
let engine = createSqsEngine({ path, clock });
engine.createQueue(QUEUE, {
  FifoQueue: "true",
  DeduplicationScope: "messageGroup",
  FifoThroughputLimit: "perMessageGroupId",
});

const message = (index: number) => ({
  MessageBody: body,
  MessageGroupId: `group-${index % GROUPS}`,
  MessageDeduplicationId: `${index}`.padStart(64, "0"),
});
const batch = (first: number) =>
  Array.from({ length: 10 }, (_, offset) => ({ Id: String(offset), ...message(messages + first * 10 + offset) }));

const lines: Line[] = [];
lines.push(await measure("send", messages, 1, (index) => engine.sendMessage(QUEUE, message(index))));
lines.push(
  await measure("send batch of 10", messages / 10, 10, (index) => engine.sendMessageBatch(QUEUE, batch(index))),
);

const backlog = messages * 2;
const heapMiB = process.memoryUsage().heapUsed / 2 ** 20;
engine.close();
const openedAt = performance.now();
engine = createSqsEngine({ path, clock });
const openMs = performance.now() - openedAt;

const received: { Id: string; ReceiptHandle: string }[][] = [];
const receive = async () => {
  const found = await engine.receiveMessages(QUEUE, { max: 10, visibilityTimeout: 600 });
  received.push(found.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle })));
};
const drop = () => engine.deleteMessageBatch(QUEUE, received.shift() ?? []);

lines.push(await measure("receive 10", GROUPS, 10, receive));
lines.push(await measure("delete batch of 10", GROUPS, 10, drop));
const rounds = Math.floor((backlog - GROUPS * 10) / 10);
lines.push(
  await measure("receive 10 + delete 10", rounds, 10, async () => {
    await receive();
    drop();
  }),
);
console.table(lines);
console.log(
  `heap with ${backlog} messages waiting: ${heapMiB.toFixed(0)} MiB; opened again in ${openMs.toFixed(0)} ms`,
);
engine.close();
rmSync(folder, { recursive: true, force: true });
