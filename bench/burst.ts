import { fork } from "node:child_process";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type BurstOrder, type BurstResult, burstResultSchema } from "./burst/driver.ts";
import { PROJECT } from "./e2e/checkout.ts";
import { isAnswered } from "./e2e/messages.ts";
import { untilDone } from "./e2e/phase.ts";
import { membersOf } from "./e2e/processes.ts";
import { faultsAmong, setStage } from "./e2e/run.ts";

/**
 * Callbacks that come all at once: `npm run bench -- burst [--messages 10000] [--seconds 1] [--accounts 50]
 * [--connections 10000]`. Each must be answered with 200, 429 or 503, and what was accepted must be decided and
 * answered once. Messages of an account are under way side by side, so that they have no order.
 */
const { values } = parseArgs({
  options: {
    messages: { type: "string", default: "10000" },
    seconds: { type: "string", default: "1" },
    accounts: { type: "string", default: "50" },
    answered: { type: "string", default: "0.2" },
    connections: { type: "string", default: "10000" },
  },
});
const ALLOWED = ["200", "429", "503"];
const messages = { accounts: Number(values.accounts), answered: Number(values.answered), people: 0 };
const count = Number(values.messages);

const ending = new AsyncDisposableStack();
try {
  const stage = await setStage(PROJECT, messages, count, ending);
  const { seconds, connections } = values;
  const order = { seconds: Number(seconds), connections: Number(connections), messages: count };
  const result = await burst({ url: stage.callbackUrl, ...messages, ...order });
  const accepted = new Set(result.accepted);
  const answers = result.accepted.filter((message) => isAnswered(messages, message)).length;
  const startedAt = Date.now();
  const doneAt = await untilDone(stage, answers);
  const faults = await faultsAmong(stage, count, (message) => accepted.has(message));
  const others = Object.entries(result.outcomes).filter(([outcome]) => !ALLOWED.includes(outcome));
  const { replies, journal } = faults;
  const lost = replies.lost + journal.lost;
  const doubled = replies.doubled + journal.doubled;
  const cloud = membersOf(stage.cloud.pid).find(({ kind }) => kind === "cloud");
  console.table({
    "offered, messages": count,
    "offered within (ms)": Math.round(result.offeredInMs),
    ...Object.fromEntries(Object.entries(result.outcomes).map(([outcome, times]) => [`answered ${outcome}`, times])),
    "answer, p50 (ms)": Math.round(result.answerMs.p50),
    "answer, p99 (ms)": Math.round(result.answerMs.p99),
    "answer, slowest (ms)": Math.round(result.answerMs.most),
    "backlog gone after (s)": (doneAt - startedAt) / 1000,
    "accepted and lost": lost,
    "accepted and doubled": doubled,
    "resident memory of the embedded cloud's main process (MB)": Math.round((cloud?.residentBytes ?? 0) / 1e6),
  });
  if (others.length > 0) console.error(`other outcomes than ${ALLOWED.join(", ")}: ${JSON.stringify(others)}`);
  if (others.length > 0 || lost > 0 || doubled > 0) process.exitCode = 1;
} finally {
  await ending.disposeAsync();
}

/** Lets a driver process carry out the order. */
function burst(order: BurstOrder): Promise<BurstResult> {
  const driver = fork(join(import.meta.dirname, "burst/driver.ts"));
  return new Promise((resolve, reject) => {
    driver.once("message", (message) => resolve(burstResultSchema.parse(message)));
    driver.once("exit", (code) => reject(new Error(`the driver ended with ${code} before it was done`)));
    driver.send(order);
  });
}
