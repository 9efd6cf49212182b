/**
 * Odd requests: bodies at the callback of Official Accounts, in all three modes, signed and encrypted by the right keys,
 * and people and strangers at the routes of the web sign-in.
 * `npm run bench -- fuzz [bodies] [seed] [sign-ins]`: 100,000 bodies, and 20,000 requests to each route, unless said
 * otherwise. Fails where one is answered 5xx, is led where nobody may be led, or takes over 100 ms of CPU.
 */

import { FORM_NAMES } from "./fuzz/bodies.ts";
import { type FuzzReport, fuzzCallbacks } from "./fuzz/run.ts";
import { fuzzSignIns } from "./fuzz/sign-ins.ts";

const MOST_MS = 100;

const [bodies = 100_000, seed = 20_261_129, signIns = 20_000] = process.argv.slice(2).map(Number);

function print(what: string, { statuses, longest, faults }: FuzzReport): void {
  console.log(`${what}, seed ${seed}`);
  console.table([...statuses].sort(([a], [b]) => a - b).map(([status, count]) => ({ status, count })));
  console.log(`the longest took ${longest.ms.toFixed(1)} ms: ${longest.what}`);
  console.table(faults.slice(0, 20));
  if (faults.length === 0) return;
  console.error(`${faults.length} faults`);
  process.exitCode = 1;
}

print(`${bodies} bodies of ${FORM_NAMES.length} forms`, await fuzzCallbacks(bodies, seed, MOST_MS));
print(`${signIns} requests to each route of the web sign-in`, await fuzzSignIns(signIns, seed, MOST_MS));
