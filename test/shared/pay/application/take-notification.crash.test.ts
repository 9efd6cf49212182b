import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AppError } from "../../../../shared/kernel/domain/errors.ts";
import { aPaidFleet, aPayment, aRefund } from "../../../support/a-pay-notification.ts";
import { Crash, crashAt, withEveryCrash } from "../../../support/faults.ts";
import { aRacingWorld } from "../../../support/racing-world.ts";

/** WeChat Pay repeats what was not answered after 15 s. */
const REPEAT = 15_000;

/** How a request ended: `refused` is a 503, after which WeChat Pay repeats. */
async function outcome(taking: Promise<void>): Promise<"taken" | "refused" | "died"> {
  try {
    await taking;
    return "taken";
  } catch (error) {
    if (error instanceof Crash) return "died";
    if (error instanceof AppError && error.code === "unavailable") return "refused";
    throw error;
  }
}

describe("a notification of WeChat Pay", () => {
  it.each([
    ["payment", aPayment()],
    ["refund", aRefund()],
  ])(
    "of a %s loses nothing when its process dies at any call, and is told under one id",
    async (_what, notification) => {
      const calls = await withEveryCrash(async (crash, where) => {
        const fleet = await aPaidFleet();
        if (notification.type !== "payment-succeeded") await fleet.taker()(aPayment());
        const before = fleet.eventIds().size;
        await outcome(fleet.taker(crash.port)(notification));
        fleet.clock.advance(REPEAT);
        await fleet.taker()({ ...notification, id: "another" });
        expect(fleet.eventIds().size - before, where).toBe(1);
        expect(fleet.messages().size - before, where).toBe(1);
        const published = fleet.events.published.length;
        await fleet.taker()(notification);
        expect(fleet.events.published.length, where).toBe(published);
      });
      expect(calls).toBeGreaterThanOrEqual(5);
    },
  );

  it("is taken again by a repetition 15 s after a process died with its lease", async () => {
    const fleet = await aPaidFleet();
    const crash = crashAt(0, "after");
    expect(await outcome(fleet.taker(crash.port)(aPayment()))).toBe("died");
    expect(await outcome(fleet.taker()(aPayment()))).toBe("refused");
    fleet.clock.advance(REPEAT);
    expect(await outcome(fleet.taker()(aPayment()))).toBe("taken");
    expect(fleet.events.types()).toEqual(["PaymentSucceeded"]);
  });

  it("is told under one id in every order of the calls of requests at once; by one alone where none of them dies", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.array(fc.option(fc.tuple(fc.nat(6), fc.constantFrom("before" as const, "after" as const))), {
          minLength: 2,
          maxLength: 5,
        }),
        async (scheduler, deaths) => {
          const fleet = await aPaidFleet();
          const race = aRacingWorld(scheduler);
          const ends: string[] = [];
          const crashes = deaths.map((death) => (death === null ? undefined : crashAt(...death)));
          const requests = crashes.map(async (crash, index) => {
            const port = <T extends object>(target: T): T => race.slow(crash ? crash.port(target) : target);
            ends.push(await outcome(fleet.taker(port, race.clock(0))(aPayment({ id: `notice-${index}` }))));
          });
          await race.run(requests);
          const hasDied = crashes.some((crash) => crash?.crashed());
          if (ends.includes("taken")) expect(fleet.eventIds().size).toBe(1);
          if (!hasDied) expect(fleet.events.published.length).toBeLessThanOrEqual(1);
          fleet.clock.advance(1e9);
          await fleet.taker()(aPayment({ id: "the last" }));
          expect(fleet.eventIds().size).toBe(1);
          expect(fleet.messages().size).toBe(1);
        },
      ),
      { numRuns: 300 },
    );
  }, 60_000);
});
