import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CallbackAnswer } from "../../../../shared/passive/application/answer-callback.ts";
import { aFollowersText, OFFICIAL_APP, setUpPassive } from "../../../support/a-passive-callback.ts";
import { aRule } from "../../../support/builders.ts";
import { Crash, crashAt } from "../../../support/faults.ts";
import { aRacingWorld } from "../../../support/racing-world.ts";

/** Answers, forwards to another account, and pauses for the person. */
const RULE = aRule({
  cooldown: { user: 60 },
  actions: [
    { type: "reply", text: "在的" },
    { type: "forward", appId: "wx_app_1", to: "wxid_boss" },
  ],
});

/** The answer of a try, or `died`. */
async function outcome(answer: Promise<CallbackAnswer | undefined>): Promise<CallbackAnswer | undefined | "died"> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof Crash) return "died";
    throw error;
  }
}

/** What must hold at the end, whatever happened to the tries: `said` by those that did not die. */
async function expectOne(world: ReturnType<typeof setUpPassive>, said: readonly (CallbackAnswer | undefined)[]) {
  await world.consume();
  const [entry, ...others] = world.journal.entries();
  expect(others).toEqual([]);
  const answers = new Set(said.map((one) => JSON.stringify(one)));
  expect(answers.size).toBe(1);
  expect(said[0]).toMatchObject({ reply: { type: "text", text: "在的" }, id: entry?.decision.passive });
  const out = world.outbound.accepted();
  expect(out.filter(({ appId }) => appId === OFFICIAL_APP)).toEqual([]);
  expect(new Set(out.map(({ id }) => id)).size).toBe(1);
  expect(world.ledger.rows()).toMatchObject([{ command: { id: entry?.decision.passive }, state: "sent" }]);
}

/** How many calls of ports one try makes: it dies at each of them. */
async function callsOfATry(): Promise<number> {
  let calls = 0;
  const counting = <T extends object>(port: T): T =>
    new Proxy(port, {
      get(target, name) {
        const member: unknown = Reflect.get(target, name);
        if (typeof member !== "function") return member;
        return (...args: unknown[]) => {
          calls += 1;
          return Reflect.apply(member, target, args);
        };
      },
    });
  await setUpPassive([RULE]).container(counting)();
  return calls;
}

describe("three tries of one message", () => {
  it("give one decision and one answer, wherever the processes of the first and the second die", async () => {
    const calls = await callsOfATry();
    expect(calls).toBeGreaterThan(5);
    const deaths = Array.from({ length: calls }, (_none, n) => [
      crashAt.bind(null, n, "before"),
      crashAt.bind(null, n, "after"),
    ]).flat();
    for (const first of deaths) {
      for (const second of deaths) {
        for (const consumes of [[], [1], [2], [1, 2]]) {
          const world = setUpPassive([RULE]);
          const said: (CallbackAnswer | undefined)[] = [];
          for (const [index, crash] of [first(), second()].entries()) {
            const answer = await outcome(world.container(crash.port)());
            // After its last call a process may still get its answer out.
            if (answer !== "died") said.push(answer);
            if (consumes.includes(index + 1)) await world.consume();
          }
          await expectOne(world, [...said, await world.container()()]);
        }
      }
    }
  }, 60_000);

  it("give one decision and one answer in every order of their calls, in containers of their own", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.array(fc.option(fc.nat(9)), { minLength: 3, maxLength: 3 }),
        async (scheduler, deaths) => {
          const world = setUpPassive([RULE]);
          const race = aRacingWorld(scheduler);
          const said: (CallbackAnswer | undefined)[] = [];
          const tries = deaths.map(async (death, index) => {
            const crash = death === null || index === 2 ? undefined : crashAt(death, "after");
            const port = <T extends object>(target: T): T => race.slow(crash ? crash.port(target) : target);
            const answer = await outcome(world.container(port, race.clock(index))(aFollowersText()));
            if (answer !== "died") said.push(answer);
          });
          const consuming = (async () => {
            await race.wait(80);
            await world.consume();
          })();
          await race.run([...tries, consuming]);
          await expectOne(world, said);
        },
      ),
      { numRuns: 60 },
    );
  }, 60_000);
});
