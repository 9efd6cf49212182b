import { expect, it } from "vitest";
import {
  broadcastCommandId,
  maySend,
  type RunEvent,
  type RunState,
  runAfter,
  runEvents,
  runIdOf,
  runStates,
} from "../../../../shared/broadcasts/domain/run.ts";
import { commandDeduplicationId } from "../../../../shared/outbound/domain/command.ts";
import { shardOfCommand } from "../../../../shared/outbound/domain/run-shard.ts";
import { aCommand, aRun, NOON } from "../../../support/builders.ts";

const WAYS: Record<RunState, Partial<Record<RunEvent, RunState>>> = {
  expanding: { expanded: "sending", pause: "paused", cancel: "cancelled" },
  sending: { finished: "done", pause: "paused", cancel: "cancelled" },
  paused: { resume: "expanding", finished: "done", cancel: "cancelled" },
  done: {},
  cancelled: {},
};

it.each(runStates.flatMap((state) => runEvents.map((event) => [state, event] as const)))(
  "a run that is %s goes on by %s as the table says",
  (state, event) => {
    const after = runAfter(aRun({ state, revision: 4, changedBy: "before" }), event, NOON + 9, "operator-2");
    const next = WAYS[state][event];
    expect(after).toEqual(next && aRun({ state: next, revision: 5, changedAt: NOON + 9, changedBy: "operator-2" }));
  },
);

it("nobody's name stands at what a run did by itself", () => {
  expect(runAfter(aRun({ changedBy: "operator-1" }), "expanded", NOON)).not.toHaveProperty("changedBy");
});

it("only what expands or sends may send", () => {
  expect(runStates.filter((state) => maySend({ state }))).toEqual(["expanding", "sending"]);
});

it("ids are the same for the same, and say which part of which run they are of", () => {
  const runId = runIdOf("news", "request-1");
  expect(runIdOf("news", "request-1")).toBe(runId);
  expect(runIdOf("news", "request-2")).not.toBe(runId);
  const id = broadcastCommandId({ runId, shard: 499 }, "wx_app_1", "wxid_friend", 0);
  expect(broadcastCommandId({ runId, shard: 499 }, "wx_app_1", "wxid_friend", 0)).toBe(id);
  expect(broadcastCommandId({ runId, shard: 499 }, "wx_app_1", "wxid_friend", 1)).not.toBe(id);
  expect(shardOfCommand(id)).toEqual({ runId, shard: 499 });
  expect(commandDeduplicationId(aCommand({ id, generation: 999 }))).toMatch(/^[\w.-]{1,128}$/);
});

it.each(["cmd_1", "b.run.x.0", "b..0.00", `b.run_1.0.${"g".repeat(32)}`])("%s is no command of a run", (id) => {
  expect(shardOfCommand(id)).toBeUndefined();
});
