import { describe, expect, it } from "vitest";
import { aLaneMessage } from "../../../support/a-dead-letter.ts";
import { aDeadLetterDesk } from "../../../support/a-dead-letter-desk.ts";
import { withEveryCrash } from "../../../support/faults.ts";

const large = JSON.stringify({ appId: "wx_app_1", id: "e2", text: "大".repeat(100_000) });
const alertsOf = (desk: ReturnType<typeof aDeadLetterDesk>) =>
  new Set(desk.published.map(({ detail }) => Object(detail).eventId)).size;

describe.each([
  ["a small body", aLaneMessage()],
  ["a large body", aLaneMessage({ body: large })],
])("wherever a process dies, %s", (_what, message) => {
  it("that is set aside has one row with its body and one alert, before it may leave its lane", async () => {
    const crashes = await withEveryCrash(async (crash, where) => {
      const desk = aDeadLetterDesk();
      const before = await desk
        .process((port) => crash.port(port))
        .setAside(message, "unreadable", new Error("no JSON"));
      if (before && !crash.crashed()) expect(alertsOf(desk), where).toBe(1);
      // The message stays in its lane where the process died, and the next one meets it.
      const next = desk.process();
      if (crash.crashed())
        expect(await next.setAside({ ...message, receiveCount: 2 }, "unreadable", "no"), where).toBe(true);
      const [letter, ...others] = await desk.list();
      expect([letter?.failures, others, alertsOf(desk)], where).toEqual([1, [], 1]);
      expect(letter && (await next.readBody(letter)), where).toBe(message.body);
      // A crash may cost one of the allowance, and never more.
      expect((await desk.allowances.get()).times.length, where).toBeLessThanOrEqual(2);
    });
    expect(crashes).toBeGreaterThanOrEqual(6);
  });

  it("in a dead-letter queue becomes one row with its cause, and leaves the queue after it", async () => {
    const crashes = await withEveryCrash(async (crash, where) => {
      const desk = aDeadLetterDesk();
      desk.queues[0]?.add(message);
      await desk
        .process((port) => crash.port(port))
        .drain()
        .catch(() => undefined);
      desk.clock.advance(60_000);
      await desk.process().drain();
      expect(desk.queues[0]?.messages.size, where).toBe(0);
      const letters = await desk.list();
      expect(
        letters.map(({ failures, reason }) => [failures, reason.code]),
        where,
      ).toEqual([[1, "given-up"]]);
      expect(alertsOf(desk), where).toBe(1);
    });
    expect(crashes).toBeGreaterThanOrEqual(6);
  });

  it("that is put back goes to its lane once, and its row says so in the end", async () => {
    const crashes = await withEveryCrash(async (crash, where) => {
      const desk = aDeadLetterDesk();
      await desk.process().setAside(message, "unreadable", "no");
      const id = (await desk.list())[0]?.id ?? "";
      await desk
        .process((port) => crash.port(port))
        .redrive(id, "ada")
        .catch(() => undefined);
      // The operator repeats the request once the claim of the one that died is over.
      desk.clock.advance(31_000);
      expect((await desk.process().redrive(id, "ada")).state, where).toBe("redriven");
      expect([...desk.sent.values()], where).toEqual([{ body: message.body, mark: { id, round: 1 } }]);
      expect(await desk.list("redriven"), where).toHaveLength(1);
    });
    expect(crashes).toBeGreaterThanOrEqual(5);
  });

  it("that is discarded is discarded in the end", async () => {
    await withEveryCrash(async (crash, where) => {
      const desk = aDeadLetterDesk();
      await desk.process().setAside(message, "unreadable", "no");
      const id = (await desk.list())[0]?.id ?? "";
      await desk
        .process((port) => crash.port(port))
        .discard(id, "ada")
        .catch(() => undefined);
      expect((await desk.process().discard(id, "ada")).state, where).toBe("discarded");
      expect([desk.sent.size, (await desk.list()).length], where).toEqual([0, 0]);
    });
  });
});

it("of two operators who put one back at once, one does", async () => {
  const desk = aDeadLetterDesk();
  await desk.process().setAside(aLaneMessage(), "unreadable", "no");
  const id = (await desk.list())[0]?.id ?? "";
  const both = await Promise.allSettled(["ada", "bob"].map((by) => desk.process().redrive(id, by)));
  expect(both.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
  expect(desk.sent.size).toBe(1);
});

it("a message that fails again after it was put back opens its row anew, with its new body and reason", async () => {
  const desk = aDeadLetterDesk();
  const process = desk.process();
  await process.setAside(aLaneMessage(), "unreadable", "no");
  const id = (await desk.list())[0]?.id ?? "";
  await process.redrive(id, "ada");
  desk.clock.advance(60_000);
  const copy = aLaneMessage({ mark: { id, round: 1 }, deduplicationId: `${id}.1`, sentAt: desk.clock.now() });
  expect(await process.setAside(copy, "refused-by-store", "too large")).toBe(true);
  // Its first copy, which a crash left in its queue, changes nothing now.
  expect(await process.setAside(aLaneMessage(), "unreadable", "no")).toBe(true);
  expect(await desk.list()).toMatchObject([{ id, failures: 2, round: 1, reason: { code: "refused-by-store" } }]);
  await process.redrive(id, "ada");
  expect([...desk.sent.keys()]).toEqual([`${id}.1`, `${id}.2`]);
});

it("the same body that is sent anew after its row has ended is a new failure", async () => {
  const desk = aDeadLetterDesk();
  const process = desk.process();
  await process.setAside(aLaneMessage(), "unreadable", "no");
  const id = (await desk.list())[0]?.id ?? "";
  await process.discard(id, "ada");
  desk.clock.advance(60_000);
  await process.setAside(aLaneMessage({ sentAt: desk.clock.now() }), "unreadable", "no");
  expect(await desk.list()).toMatchObject([{ id, failures: 2 }]);
});
