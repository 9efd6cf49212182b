import { createHash } from "node:crypto";
import { callbackBody } from "../../test/support/fleet-driver.ts";

const ROUNDS = 5_000;
const SAMPLES = 7;

/**
 * Milliseconds of CPU of one reference round on this machine now: a callback's text is parsed, written again and
 * hashed. The fastest of several samples, because other programs only ever slow one down.
 */
export function referenceRoundMs(): number {
  const text = callbackBody(7, 7);
  let found = 0;
  const sample = () => {
    const before = process.cpuUsage();
    for (let round = 0; round < ROUNDS; round += 1) {
      const written = JSON.stringify(JSON.parse(text));
      found += createHash("sha256").update(written).digest()[0] ?? 0;
    }
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000 / ROUNDS;
  };
  const fastest = Math.min(...Array.from({ length: SAMPLES }, sample));
  if (found < 0) throw new Error("a hash has no negative bytes");
  return fastest;
}
