import { describe, expect, it } from "vitest";
import { FORM_NAMES, fuzzBody } from "../../../bench/fuzz/bodies.ts";
import { seededRandom } from "../../../bench/fuzz/random.ts";
import { fuzzCallbacks } from "../../../bench/fuzz/run.ts";

describe("odd bodies at the callback of Official Accounts", () => {
  it("are answered at once, and never with a fault of ours", async () => {
    // The hang's limit is the bench's, with room for a busy machine.
    const { statuses, faults } = await fuzzCallbacks(FORM_NAMES.length * 40, 7, 1000);
    expect(faults).toEqual([]);
    expect(statuses.get(200)).toBeGreaterThan(0);
    expect(statuses.get(400)).toBeGreaterThan(0);
    expect(statuses.get(403)).toBeGreaterThan(0);
  });

  it("are the same for the same seed", () => {
    const bodies = (seed: number) => {
      const random = seededRandom(seed);
      return FORM_NAMES.map((_form, index) => fuzzBody(random, index));
    };
    expect(bodies(3)).toEqual(bodies(3));
    expect(bodies(3)).not.toEqual(bodies(4));
  });
});
