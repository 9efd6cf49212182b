import fc from "fast-check";
import { expect, it } from "vitest";
import { setUpSender, unlimited } from "../../../../support/a-sender.ts";
import { aCommand } from "../../../../support/builders.ts";
import { type Fault, faultyPorts, inTurn } from "../../../../support/faulty-calls.ts";
import { aRacingWorld } from "../../../../support/racing-world.ts";

const COMMANDS = ["a1", "a2", "b1"].map((id) =>
  aCommand({ id, appId: id.startsWith("a") ? "wx_app_1" : "wx_b", notAfter: Number.MAX_SAFE_INTEGER }),
);
const LEASE = 35_000;

const fault = fc.constantFrom<Fault>("fine", "fine", "fine", "lost", "away");

it("senders that hold the same messages at once never send one twice, and never lose one", async () => {
  const property = fc.asyncProperty(
    fc.scheduler(),
    fc.array(fault, { maxLength: 80 }),
    fc.array(fc.array(fc.constantFrom(0, 100, 1000, 6000), { minLength: 1, maxLength: 2 }), {
      minLength: 2,
      maxLength: 3,
    }),
    async (scheduler, faults, holders) => {
      const world = aRacingWorld(scheduler);
      const over = { now: false };
      const faulty = faultyPorts(inTurn(faults, over));
      const sender = setUpSender([], [unlimited(), unlimited({ appId: "wx_b" })]);
      const { gateway, events, clock, stateOf } = sender;
      const except: readonly object[] = [gateway, events];
      const port = <T extends object>(target: T) => world.slow(except.includes(target) ? target : faulty.port(target));
      const processes = holders.map(() => sender.process({ port }, "live", world.clock(0)));

      await world.run(
        holders.map(async (waits, index) => {
          for (const wait of waits) {
            await world.wait(wait);
            await processes[index]?.send(COMMANDS);
          }
        }),
      );
      over.now = true;
      await world.run(processes.map(({ send }) => send([])));
      clock.advance(10 * LEASE);
      const last = sender.process({ port: (target) => target });
      for (let round = 0; round < 3; round++) {
        await last.send(COMMANDS);
        clock.advance(LEASE);
      }
      expect([...gateway.wentOut()].sort()).toEqual(COMMANDS.map(({ id }) => id));
      for (const { id } of COMMANDS) expect(await stateOf(id)).toBe("sent");
    },
  );
  await fc.assert(property, { numRuns: 200 });
});
