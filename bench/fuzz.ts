/**
 * Odd bodies at the callback of Official Accounts, in all three modes, signed and encrypted by the right keys:
 * `npm run bench -- fuzz [bodies] [seed]`, 100,000 unless said otherwise. Fails where one is answered 5xx or takes over
 * 100 ms of CPU.
 */

import { FORM_NAMES } from "./fuzz/bodies.ts";
import { fuzzCallbacks } from "./fuzz/run.ts";

const MOST_MS = 100;

const [bodies = 100_000, seed = 20_261_129] = process.argv.slice(2).map(Number);
const { statuses, longest, faults } = await fuzzCallbacks(bodies, seed, MOST_MS);

console.log(`${bodies} bodies of ${FORM_NAMES.length} forms, seed ${seed}`);
console.table([...statuses].sort(([a], [b]) => a - b).map(([status, count]) => ({ status, count })));
console.log(`the longest took ${longest.ms.toFixed(1)} ms: ${longest.what}`);
console.table(faults.slice(0, 20));
if (faults.length > 0) {
  console.error(`${faults.length} faults`);
  process.exitCode = 1;
}
