import { expect, it } from "vitest";
import {
  always,
  anything,
  choice,
  flag,
  id,
  integer,
  list,
  number,
  object,
  spare,
  text,
} from "../../../../../shared/adapters/wechat-api/contract/field.ts";
import { readAnswer } from "../../../../../shared/adapters/wechat-api/contract/read.ts";

const answer = object({
  name: text,
  count: integer,
  share: number,
  open: flag,
  objectId: always(id),
  kind: choice("a", "b"),
  rows: list(object({ rowId: id })),
  rest: anything,
});

it("keeps what is missing, null or unknown, and makes ids to digits", () => {
  const data = { objectId: 5, name: null, rows: [{ rowId: "9223372036854775807", more: 1 }], other: { deep: true } };
  expect(readAnswer(answer, data)).toEqual({
    value: {
      objectId: "5",
      name: null,
      rows: [{ rowId: "9223372036854775807", more: 1 }],
      other: { deep: true },
    },
    issues: [],
  });
});

it("names what has another type, and what must be there", () => {
  const data = { name: 1, count: "1", share: "x", open: 0, kind: "c", rows: [{ rowId: 1.5 }, 3] };
  expect(readAnswer(answer, data).issues).toEqual([
    "data.name is no string",
    "data.count is no integer",
    "data.share is no number",
    "data.open is no boolean",
    "data.objectId is missing",
    "data.kind is no a | b",
    "data.rows.0.rowId is no integer",
    "data.rows.1 is no object",
  ]);
  expect(readAnswer(answer, undefined).issues).toEqual(["data is missing"]);
  expect(readAnswer(answer, []).issues).toEqual(["data is no object"]);
  expect(readAnswer(object({ rows: list(text) }), { rows: {} }).issues).toEqual(["data.rows is no string[]"]);
});

it("leaves out what nothing hangs on where it has another type", () => {
  const sent = spare(object({ msgId: spare(id), createTime: spare(integer) }));
  expect(readAnswer(sent, { msgId: {}, createTime: 7 })).toEqual({ value: { createTime: 7 }, issues: [] });
  expect(readAnswer(sent, "ok")).toEqual({ value: undefined, issues: [] });
  expect(readAnswer(sent, null)).toEqual({ value: undefined, issues: [] });
});

it("takes no list for an empty one", () => {
  expect(readAnswer(list(text), null)).toEqual({ value: [], issues: [] });
});
