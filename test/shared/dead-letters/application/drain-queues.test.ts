import { expect, it } from "vitest";
import { alertOf } from "../../../../shared/alerts/domain/event.ts";
import { rowIdOf } from "../../../../shared/dead-letters/domain/message.ts";
import { aLaneMessage } from "../../../support/a-dead-letter.ts";
import { aDeadLetterDesk } from "../../../support/a-dead-letter-desk.ts";
import { aBusEvent } from "../../../support/alerts.ts";

it("gives each row the cause that its lane noted, or that the queue itself knows", async () => {
  const desk = aDeadLetterDesk(["inbound", "failures"]);
  const noted = aLaneMessage();
  await desk.causes.note(rowIdOf(noted), { code: "failed", detail: "no access" }, desk.clock.now());
  desk.queues[0]?.add(noted);
  desk.queues[0]?.add(aLaneMessage({ body: '{"id":"e2"}' }));
  const { queueArn, group, deduplicationId, ...event } = aLaneMessage({ lane: "failures", body: "{}" });
  desk.queues[1]?.add(event, { code: "run-failed", detail: "spool-drain" });
  await desk.process().drain();
  const reasons = new Map((await desk.list()).map(({ lane, reason }) => [`${lane} ${reason.code}`, reason.detail]));
  expect(Object.fromEntries(reasons)).toEqual({
    "inbound failed": "no access",
    "inbound given-up": undefined,
    "failures run-failed": "spool-drain",
  });
  expect(desk.counts.get('DeadLettered{"lane":"inbound"}')).toBe(2);
  expect(desk.counts.get("DeadLetterQueuesDrained")).toBe(1);
});

it("tells one line for each message, and one alert for each lane, account and reason", async () => {
  const desk = aDeadLetterDesk();
  for (const n of [1, 2, 3]) desk.queues[0]?.add(aLaneMessage({ body: `{"appId":"wx_app_1","id":"e${n}"}` }));
  await desk.process().drain();
  expect(desk.lines.map(({ level }) => level)).toEqual(["warn", "warn", "warn"]);
  expect(desk.published).toHaveLength(1);
  const [told] = desk.published;
  const alert = alertOf(aBusEvent(told?.type ?? "", Object(told?.detail)));
  const ids = (await desk.list()).map(({ id }) => id);
  expect(alert).toMatchObject({ type: "message-dead", appId: "wx_app_1", subject: "inbound wx_app_1" });
  expect(ids).toContain(alert?.reason?.slice(0, 32));
});

it("does not tell of the alerts' own lane, which its alarm does", async () => {
  const desk = aDeadLetterDesk(["alerts"]);
  desk.queues[0]?.add(aLaneMessage({ lane: "alerts" }));
  await desk.process().drain();
  expect([desk.published, (await desk.list()).length]).toEqual([[], 1]);
  await desk.process().watch();
  expect(desk.counts.get('DeadLettersOpen{"lane":"alerts"}')).toBe(1);
});

it("empties each queue, also where another one fails, and fails then itself", async () => {
  const desk = aDeadLetterDesk(["inbound", "ai"]);
  for (let n = 0; n < 25; n++) desk.queues[1]?.add(aLaneMessage({ lane: "ai", body: `{"id":"t${n}"}` }));
  const { queue } = desk.queues[0] ?? {};
  if (queue) queue.receive = () => Promise.reject(new Error("SQS is away"));
  await expect(desk.process().drain()).rejects.toThrow("inbound");
  expect([await desk.letters.countOpen(), desk.queues[1]?.messages.size]).toEqual([new Map([["ai", 25]]), 0]);
  expect(desk.counts.get('DeadLettersNotDrained{"lane":"inbound"}')).toBe(1);
  expect(desk.counts.get("DeadLetterQueuesDrained")).toBeUndefined();
  expect(desk.lines.filter(({ level }) => level === "error")).toHaveLength(1);
});

it("counts what alarms watch: open rows of each lane, and that setting aside is stopped", async () => {
  const desk = aDeadLetterDesk();
  const process = desk.process();
  await process.watch();
  expect([...desk.counts]).toEqual([]);
  await process.setAside(aLaneMessage(), "unreadable", "no");
  await process.setAside(aLaneMessage({ body: '{"appId":"wx_b"}', group: "wx_b" }), "unreadable", "no");
  await process.watch();
  expect(desk.counts.get('DeadLettersOpen{"lane":"inbound"}')).toBe(1);
  expect(desk.counts.get("SetAsideStopped")).toBe(1);
});
