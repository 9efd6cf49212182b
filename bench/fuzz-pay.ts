/**
 * Odd notifications at the callback of WeChat Pay, most of them signed by the right key:
 * `npm run bench -- fuzz-pay [requests] [seed]`, 20,000 unless said otherwise. Fails where one is answered 5xx, takes over
 * 100 ms of CPU, is taken from a stranger, or is refused with more than the status says.
 */

import { fuzzPay } from "./fuzz-pay/run.ts";

const MOST_MS = 100;

const [requests = 20_000, seed = 20_261_130] = process.argv.slice(2).map(Number);
const { statuses, longest, told, faults } = await fuzzPay(requests, seed, MOST_MS);

console.log(`${requests} requests, seed ${seed}; ${told.events} events and ${told.messages} messages were told`);
console.table([...statuses].sort(([a], [b]) => a - b).map(([status, count]) => ({ status, count })));
console.log(`the longest took ${longest.ms.toFixed(1)} ms: ${longest.what}`);
console.table(faults.slice(0, 20));
if (faults.length > 0) {
  console.error(`${faults.length} faults`);
  process.exitCode = 1;
}
