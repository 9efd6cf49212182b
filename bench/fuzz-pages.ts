/**
 * Odd requests at the routes that pages and mini programs of accounts ask: `npm run bench -- fuzz-pages [requests] [seed]`,
 * 20,000 for each route unless said otherwise. Fails where one is answered 5xx or takes over 200 ms of CPU.
 */

import { fuzzPages } from "./fuzz/pages.ts";

const MOST_MS = 200;

const [requests = 20_000, seed = 20_261_130] = process.argv.slice(2).map(Number);
const { statuses, longest, faults } = await fuzzPages(requests, seed, MOST_MS);

console.log(`${requests} requests for each route, seed ${seed}`);
console.table([...statuses].sort().map(([answer, count]) => ({ answer, count })));
console.log(`the longest took ${longest.ms.toFixed(1)} ms: ${longest.what.slice(0, 200)}`);
console.table(faults.slice(0, 20));
if (faults.length > 0) {
  console.error(`${faults.length} faults`);
  process.exitCode = 1;
}
