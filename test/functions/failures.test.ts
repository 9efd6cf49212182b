import { beforeAll, describe, expect, it } from "vitest";
import { alertOf } from "../../shared/alerts/domain/event.ts";
import { createDrainQueues } from "../../shared/dead-letters/application/drain-queues.ts";
import { undelivered } from "../../shared/dead-letters/domain/failure-report.ts";
import type { LaneMessage } from "../../shared/dead-letters/domain/message.ts";
import { namedInBody } from "../../shared/dead-letters/domain/named-in-body.ts";
import type { FleetEvent } from "../../shared/kernel/application/ports/events.ts";
import { AppError } from "../../shared/kernel/domain/errors.ts";
import { laneMessageOf } from "../../shared/lambda/lane.ts";
import { type Synthesized, synthesize } from "../infra/synthesize.ts";
import { aDeadLetterDesk } from "../support/a-dead-letter-desk.ts";
import { aLane } from "../support/a-lane.ts";
import { aBusEvent } from "../support/alerts.ts";
import { CAUSE, failing, HTTP, IN_ANY_ORDER, IN_ORDER, SCHEDULED } from "../support/failing-functions.ts";
import { aFifoEvent, aLambdaContext, anHttpEvent, aScheduledEvent } from "../support/lambda-events.ts";
import { recordingObservability } from "../support/recording-observability.ts";
import { operatorApi } from "./api/operator-api.ts";

/** The receive after which SQS takes a message to the dead-letter queue, in these tests. */
const LAST = "20";
const BEHIND_LANES = { ...IN_ORDER, ...IN_ANY_ORDER };

let fleet: Synthesized;
beforeAll(() => {
  fleet = synthesize({ pollers: "1", behaviourEvents: "on", behaviourStream: "true" });
});

type FleetFunction = { readonly id: string; readonly variables: Record<string, string> };

const functions = (): FleetFunction[] =>
  Object.entries(fleet.resources).flatMap(([id, { Type, Properties }]) =>
    Type === "AWS::Lambda::Function" ? [{ id, variables: Object(Properties.Environment).Variables }] : [],
  );
const serviceOf = ({ variables }: FleetFunction) => variables.POWERTOOLS_SERVICE_NAME ?? "";
const functionsOf = (service: string) => functions().filter((one) => serviceOf(one) === service);
const lanesOf = (service: string) => functionsOf(service).map(({ variables }) => variables.LANE ?? "");

/** The alarms that watch a metric, those with all of these dimensions. */
function alarmsOn(MetricName: string, dimensions: Record<string, string> = {}): string[] {
  return Object.entries(fleet.resources).flatMap(([id, { Type, Properties }]) => {
    const { MetricName: watched, Dimensions = [] } = Object(Properties);
    const named = new Map(Dimensions.map(({ Name, Value }: { Name: string; Value: unknown }) => [Name, Value]));
    const isOn = Object.entries(dimensions).every(([name, value]) => named.get(name) === value);
    return Type === "AWS::CloudWatch::Alarm" && watched === MetricName && isOn ? [id] : [];
  });
}

/** The alerts that operators get of events. */
function alertsOf(published: readonly FleetEvent[]) {
  const toNotifier: string[] = Object(fleet.resources.AlertRulesEvents?.Properties.EventPattern)["detail-type"];
  return published
    .filter(({ type }) => toNotifier.includes(type))
    .map(({ type, detail }) => alertOf(aBusEvent(type, Object(detail))));
}

function expectErrorsAlarms(service: string): void {
  for (const { id } of functionsOf(service)) {
    const alarm = Object(fleet.resources[id.replace(/Function$/, "ErrorsAlarm")]?.Properties);
    expect([id, alarm.MetricName, fleet.readable(alarm.Dimensions?.[0].Value ?? "")]).toEqual([id, "Errors", id]);
  }
}

it("each function of the template has its failure here", () => {
  const tried = [...Object.keys({ ...BEHIND_LANES, ...SCHEDULED, ...HTTP }), "api"];
  expect([...new Set(functions().map(serviceOf))].toSorted()).toEqual(tried.toSorted());
});

describe.each(Object.entries(BEHIND_LANES))("where %s fails on a record", (service, { body, handler }) => {
  /** What the function behind `lane` leaves of a record that fails for the last time. */
  async function failLast(lane: string) {
    const observed = recordingObservability();
    const parts = aLane(lane, observed);
    const event = aFifoEvent([["wx_app_1", body(1)]]);
    for (const { attributes } of event.Records) attributes.ApproximateReceiveCount = LAST;
    const answer = await handler({ ...observed, lane: parts.lane }, failing)(event, aLambdaContext());
    const messages = event.Records.map((record) => laneMessageOf(lane, record));
    return { ...parts, ...observed, answer, messages };
  }

  /** SQS moves the message, and the drain turns it into a row. */
  async function drained({ letters, causes, ...parts }: Awaited<ReturnType<typeof failLast>>) {
    const messages = parts.messages.map((message: LaneMessage) => ({ handle: "h", message }));
    const receive = async () => messages.splice(0);
    const queues = [{ lane: parts.lane.name, receive, remove: async () => undefined }];
    await createDrainQueues({ ...parts, letters, causes, queues })(Number.POSITIVE_INFINITY);
    return (await letters.list({ state: "open" }, 10)).letters;
  }

  it("a line names the cause, a metric counts it, and the record goes back", async () => {
    for (const lane of lanesOf(service)) {
      const { answer, lines, counts } = await failLast(lane);
      expect(answer.batchItemFailures).toHaveLength(1);
      expect(lines).toContainEqual({
        level: "error",
        message: expect.any(String),
        fields: expect.objectContaining({ lane, messageId: "m0", error: expect.stringContaining(CAUSE) }),
      });
      expect(counts.get('RecordFailed{"reason":"unavailable"}')).toBe(1);
    }
  });

  it("in the end there is a row with the cause, an alarm of the lane, and an alert", async () => {
    expect(lanesOf(service)).not.toEqual([]);
    for (const lane of lanesOf(service)) {
      const parts = await failLast(lane);
      const rows = await drained(parts);
      expect(rows).toMatchObject([{ lane, reason: { code: "failed", detail: CAUSE } }]);
      expect(alarmsOn("DeadLettersOpen", { lane, service: "dead-letters" })).toHaveLength(1);
      // What did not take the alerts cannot tell of it: the lane's alarm goes to the topic by itself.
      const told = lane === "alerts" ? [] : [expect.objectContaining({ type: "message-dead" })];
      expect(alertsOf(parts.published)).toEqual(told);
      if (lane === "alerts") expect(fleet.resources.AlertsLaneDeadLetterAlarm?.Properties.AlarmActions).toBeDefined();
    }
    expectErrorsAlarms(service);
  });
});

describe.each(Object.entries(SCHEDULED))("where a run of %s fails", (service, row) => {
  it("a line names the cause, a metric counts it, and Lambda tries again", async () => {
    const observed = recordingObservability();
    const event = Object.assign(aScheduledEvent(), "event" in row ? row.event : {});
    await expect(row.handler(observed)(event, aLambdaContext())).rejects.toThrow(CAUSE);
    const line = { level: "error", fields: { error: expect.stringContaining(CAUSE) } };
    expect(observed.lines).toMatchObject([line]);
    expect(observed.counts.get("RunFailed")).toBe(1);
    expect(observed.flushes()).toBe(1);
  });

  it("in the end there is a row, an alarm and an alert", async () => {
    expectErrorsAlarms(service);
    const desk = aDeadLetterDesk(["failures"]);
    const functionArn = `arn:aws:lambda:eu-central-1:1:function:${service}:$LATEST`;
    const body = JSON.stringify({
      requestContext: { functionArn, condition: "RetriesExhausted" },
      responsePayload: { errorMessage: CAUSE },
    });
    const { reason } = undelivered(body, {});
    desk.queues[0]?.add({ lane: "failures", body, sentAt: 1, receiveCount: 1 }, reason);
    await desk.process().drain();
    expect(await desk.list()).toMatchObject([
      { reason: { code: "run-failed", detail: expect.stringContaining(CAUSE) } },
    ]);
    expect(alertsOf(desk.published)).toMatchObject([
      { type: "message-dead", reason: expect.stringContaining(service) },
    ]);
    expect(alarmsOn("DeadLettersOpen", { lane: "failures" })).toEqual(["FailuresAlarm"]);
  });
});

describe.each([...Object.keys(HTTP), "api"])("where %s fails on a request", (service) => {
  async function fail() {
    const make = HTTP[service];
    if (make) {
      const observed = recordingObservability();
      const event = anHttpEvent("POST", "/callbacks/{callbackKey}", { body: "{}", params: { callbackKey: "k" } });
      return { ...observed, status: (await make(observed)(event, aLambdaContext())).statusCode };
    }
    const api = operatorApi();
    api.deps.letters.list = () => Promise.reject(new Error(CAUSE));
    const { status } = await api.call("GET", "/api/dead-letters", { as: "viewer" });
    return { ...api.observability, status };
  }

  it("a line names the cause, a metric counts it, the caller hears of it, and an alarm rings where that goes on", async () => {
    const { lines, counts, status } = await fail();
    expect(status).toBeGreaterThanOrEqual(500);
    expect(lines).toMatchObject([{ level: "error", fields: { error: expect.stringContaining(CAUSE) } }]);
    expect(counts.get('HttpError{"status":"5xx"}')).toBe(1);
    expect(fleet.resources.ObservabilityServerErrorAlarm?.Type).toBe("AWS::CloudWatch::Alarm");
    expectErrorsAlarms(service);
  });
});

describe.each(Object.entries(IN_ORDER))(
  "one poison record between nine good ones of a group, for %s,",
  (service, row) => {
    it.each([
      ["that cannot be read", "{你好", "unreadable"],
      ["that the store refuses", row.body(5), "refused-by-store"],
    ])("%s keeps none of the nine in any lane, and has a line, an alert and a row", async (_what, poison, reason) => {
      const bad = typeof poison === "string" ? undefined : namedInBody(JSON.stringify(poison)).id;
      const bodies = Array.from({ length: 10 }, (_, n) => ["wx_app_1", n === 5 ? poison : row.body(n)] as const);
      for (const lane of lanesOf(service)) {
        const observed = recordingObservability();
        const parts = aLane(lane, observed);
        const done = new Set<string>();
        const work = async (id: string) => {
          if (id === bad) throw new AppError("too-large", "the item is too large");
          done.add(id);
        };
        const answer = await row.handler({ ...observed, lane: parts.lane }, work)(aFifoEvent(bodies), aLambdaContext());
        expect([answer.batchItemFailures, done.size]).toEqual([[], 9]);
        const [letter, ...others] = await parts.open();
        expect([letter, others]).toMatchObject([{ lane, group: "wx_app_1", reason: { code: reason } }, []]);
        const errors = observed.lines.filter(({ level }) => level === "error");
        expect(errors).toMatchObject([{ fields: { lane, rowId: letter?.id, reason } }]);
        const alert = { type: "message-dead", reason: expect.stringContaining(letter?.id ?? "?") };
        expect(alertsOf(parts.published)).toMatchObject([alert]);
        expect(observed.counts.get(`RecordSetAside{"reason":"${reason}"}`)).toBe(1);
      }
    });
  },
);
