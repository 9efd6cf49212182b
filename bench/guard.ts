import { bundleSizes, PROJECT } from "./e2e/checkout.ts";
import { faultsOf, runCheckout } from "./e2e/run.ts";
import { checksOf, isHeld, round, sentenceOf } from "./guard/checks.ts";
import { LIMITS } from "./guard/limits.ts";
import { referenceRoundMs } from "./guard/reference-loop.ts";

/**
 * A small form of the benchmark that holds on any machine: counts, sizes, and CPU against a reference loop of the same
 * run. `npm run bench -- guard` exits with 1 and says which limit was passed.
 */
const load = { accounts: 20, answered: 0.2, people: 0, count: 1000, rate: undefined, paced: false };

const ending = new AsyncDisposableStack();
try {
  const rounds = [referenceRoundMs()];
  const run = await runCheckout(PROJECT, load, ending);
  rounds.push(referenceRoundMs());
  const checks = checksOf(
    { phase: run.measured, bundles: bundleSizes({ root: PROJECT }), referenceRoundMs: Math.max(...rounds) },
    LIMITS,
  );
  console.table(checks.map(({ what, unit, value, limit }) => ({ what, unit, value: round(value), limit })));
  const faults = faultsOf(run) > 0 ? [`messages were lost, doubled or disordered: ${JSON.stringify(run.faults)}`] : [];
  const passed = [...faults, ...checks.filter((check) => !isHeld(check)).map(sentenceOf)];
  for (const sentence of passed) console.error(sentence);
  if (passed.length > 0) process.exitCode = 1;
} finally {
  await ending.disposeAsync();
}
