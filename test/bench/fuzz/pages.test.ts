import { describe, expect, it } from "vitest";
import { fuzzPages } from "../../../bench/fuzz/pages.ts";

describe("odd requests at the routes of pages and mini programs", () => {
  it("are answered at once, and never with a fault of ours", async () => {
    // The hang's limit is the bench's, with room for a busy machine.
    const { statuses, faults } = await fuzzPages(400, 7, 1000);
    expect(faults).toEqual([]);
    for (const answer of ["signature 200", "signature 403", "login 200", "data 200", "phone 200", "check 200"]) {
      expect(statuses.get(answer), answer).toBeGreaterThan(0);
    }
    for (const task of ["data", "phone", "check"]) {
      expect(statuses.get(`${task} 400`), task).toBeGreaterThan(0);
      expect(statuses.get(`${task} 401`), task).toBeGreaterThan(0);
    }
  });
});
