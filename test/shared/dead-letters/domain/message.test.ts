import { expect, it } from "vitest";
import { announcementsOf } from "../../../../shared/dead-letters/domain/announcement.ts";
import { ownerOf, readMark, rowIdOf, writeMark } from "../../../../shared/dead-letters/domain/message.ts";
import { namedInBody } from "../../../../shared/dead-letters/domain/named-in-body.ts";
import { reasonOf } from "../../../../shared/dead-letters/domain/reason.ts";
import { aDeadLetter, aLaneMessage } from "../../../support/a-dead-letter.ts";
import { NOON } from "../../../support/builders.ts";

it("a FIFO message has the same row wherever it lies, and however it was sent", () => {
  const id = rowIdOf(aLaneMessage());
  expect(rowIdOf(aLaneMessage({ receiveCount: 20, sentAt: 1, deduplicationId: "other" }))).toBe(id);
  for (const changes of [{ lane: "ai" }, { group: "wx_b" }, { body: "{}" }]) {
    expect(rowIdOf(aLaneMessage(changes))).not.toBe(id);
  }
});

it("equal bodies of a standard lane, such as sweeps, have rows of their own by the time of sending", () => {
  const { group, deduplicationId, ...sweep } = aLaneMessage({ lane: "alerts", body: '{"type":"sweep"}' });
  expect(rowIdOf(sweep)).toBe(rowIdOf({ ...sweep, receiveCount: 9 }));
  expect(rowIdOf(sweep)).not.toBe(rowIdOf({ ...sweep, sentAt: sweep.sentAt + 60_000 }));
});

it("a mark names the row, whatever else the message says", () => {
  const mark = { id: "a".repeat(32), round: 12 };
  expect(readMark(writeMark(mark))).toEqual(mark);
  expect(rowIdOf(aLaneMessage({ mark, body: "other" }))).toBe(mark.id);
  for (const odd of [undefined, "", "x.1", `${mark.id}.`, `${mark.id}.1.2`]) expect(readMark(odd)).toBeUndefined();
});

it.each([
  ['{"appId":"wx_a","id":"e1"}', { appId: "wx_a", id: "e1" }],
  ['{"routed":{"id":"d1","message":{"appId":"wx_a"}}}', { appId: "wx_a", id: "d1" }],
  ['{"detail":{"appId":"wx_a"},"id":"ev"}', { appId: "wx_a", id: "ev" }],
  ['{"requestPayload":{"detail":{"appId":"wx_a"},"id":"ev"}}', { appId: "wx_a", id: "ev" }],
  [`{"appId":"${"x".repeat(200)}","id":7}`, {}],
  ["[1]", {}],
  ["{", {}],
])("a body such as %s names its account and its id", (body, named) => {
  expect(namedInBody(body)).toEqual(named);
});

it("a message counts for its account, else for its group, else for its lane", () => {
  const { group, ...alone } = aLaneMessage({ body: "{" });
  expect([ownerOf(aLaneMessage()), ownerOf({ ...alone, group: "g" }), ownerOf(alone)]).toEqual([
    "wx_app_1",
    "g",
    "inbound",
  ]);
});

it("a reason is one line of at most 300 characters", () => {
  expect(reasonOf("failed", new TypeError("a\n  b"))).toEqual({ code: "failed", detail: "TypeError: a b" });
  expect([...(reasonOf("failed", "👋".repeat(400)).detail ?? "")]).toHaveLength(300);
  expect(reasonOf("waited", "")).toEqual({ code: "waited" });
});

it("rows are told once for each lane, account and reason within ten minutes, open ones only", () => {
  const at = (minutes: number) => aDeadLetter({ lastAt: NOON + minutes * 60_000 });
  const ids = (...letters: Parameters<typeof announcementsOf>[0]) =>
    announcementsOf(letters).map(({ eventId }) => eventId);
  expect(ids(at(0), at(9))).toHaveLength(1);
  expect(ids(at(0), at(10))).toHaveLength(2);
  expect(ids(at(0), { ...at(0), appId: "wx_b" }, { ...at(0), reason: { code: "waited" } })).toHaveLength(3);
  expect(ids(aDeadLetter({ state: "discarded" }), aDeadLetter({ lane: "alerts" }))).toEqual([]);
});
