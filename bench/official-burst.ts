import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { setOfficialStage } from "./burst/official-stage.ts";
import { stopProcesses } from "./e2e/stopped.ts";
import { percentile } from "./load/offer.ts";

/**
 * Callbacks of Official Accounts (safe mode) that come a hundred at once, while consumer and sender stand still:
 * `npm run bench -- official-burst [--callbacks 100] [--rounds 20] [--accounts 20] [--bound 200]`. The p99 must stay
 * below the bound (ms), each callback must be answered with 200, and each message be decided once they go on.
 */
const { values } = parseArgs({
  options: {
    callbacks: { type: "string", default: "100" },
    rounds: { type: "string", default: "20" },
    accounts: { type: "string", default: "20" },
    bound: { type: "string", default: "200" },
  },
});
const [callbacks, rounds, accounts, bound] = [values.callbacks, values.rounds, values.accounts, values.bound].map(
  Number,
) as [number, number, number, number];

/** The functions grow to what a hundred at once need, and the consumer works off what the warm-up brought. */
const WARM_UPS = 10;
const STILL: ReadonlySet<string> = new Set(["consumer", "sender", "bulk-sender"]);
const BETWEEN_MS = 200;

for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));
const ending = new AsyncDisposableStack();
try {
  const stage = await setOfficialStage(accounts, ending);
  await stage.answered();
  for (let round = 0; round < WARM_UPS; round += 1) await stage.atOnce(callbacks);
  await stage.decided(WARM_UPS * callbacks);
  const stopped = stopProcesses(stage.cloud.pid, STILL);
  ending.defer(() => stopped.end());
  const answers = [];
  let still = 0;
  for (let round = 0; round < rounds; round += 1) {
    still = stopped.again();
    await sleep(BETWEEN_MS);
    answers.push(await stage.atOnce(callbacks));
  }
  stopped.end();
  const all = answers.flat();
  const taken = all.filter(({ outcome }) => outcome === 200);
  const decided = (await stage.decided(WARM_UPS * callbacks + taken.length)) - WARM_UPS * callbacks;
  const times = all.map(({ ms }) => ms);
  const p99 = percentile(times, 99);
  const ofRounds = answers.map((round) =>
    percentile(
      round.map(({ ms }) => ms),
      99,
    ),
  );
  console.table({
    "callbacks at once": callbacks,
    rounds,
    "processes of consumer and senders that stood still": still,
    "answered 200": taken.length,
    "answered otherwise": all.length - taken.length,
    "answer, p50 (ms)": Math.round(percentile(times, 50)),
    "answer, p99 (ms)": Math.round(p99),
    "answer, slowest (ms)": Math.round(percentile(times, 100)),
    "p99 of the quickest round (ms)": Math.round(percentile(ofRounds, 0)),
    "p99 of the middle round (ms)": Math.round(percentile(ofRounds, 50)),
    "taken and not decided": taken.length - decided,
  });
  if (still === 0) console.error("no consumer and no sender stood still: nothing was shown");
  if (p99 >= bound) console.error(`the p99 of ${Math.round(p99)} ms is not below ${bound} ms`);
  if (still === 0 || p99 >= bound || taken.length < all.length || decided !== taken.length) process.exitCode = 1;
} finally {
  await ending.disposeAsync();
}
