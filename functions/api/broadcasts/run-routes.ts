import * as z from "zod";
import { createControlRun, type RunControl } from "../../../shared/broadcasts/application/runs/control.ts";
import { createReadRunFigures } from "../../../shared/broadcasts/application/runs/figures.ts";
import { createMoveRun } from "../../../shared/broadcasts/application/runs/move.ts";
import { createStartBroadcast } from "../../../shared/broadcasts/application/start-broadcast.ts";
import { requestIdSchema } from "../../../shared/broadcasts/domain/request.ts";
import { type BroadcastRun, broadcastRunSchema } from "../../../shared/broadcasts/domain/run.ts";
import { broadcastIdSchema, onlySchema } from "../../../shared/deliveries/domain/broadcast-target.ts";
import { AppError } from "../../../shared/kernel/domain/errors.ts";
import { nextCursor, pageQuery } from "../http/paging.ts";
import { routesOver } from "../http/route.ts";
import { requestSchema, responseSchema } from "../http/schema-names.ts";
import type { BroadcastPorts } from "./ports.ts";

const { route, routes } = routesOver("broadcasts", (ports: BroadcastPorts) => ({
  runs: ports.broadcastRuns,
  startBroadcast: createStartBroadcast(ports),
  controlRun: createControlRun({ ...ports, moveRun: createMoveRun(ports) }),
  readFigures: createReadRunFigures(ports),
}));

const runId = z.string().min(1).max(100);
const runView = responseSchema("BroadcastRun", broadcastRunSchema);
const runList = responseSchema("BroadcastRunList", z.object({ runs: z.array(runView).readonly(), cursor: nextCursor }));

const count = z.int();
const runWithFigures = responseSchema(
  "BroadcastRunWithFigures",
  broadcastRunSchema.extend({
    /** Numbers of commands; a recipient has one command for each content. */
    figures: z.object({
      accounts: count,
      /** Accounts whose commands have all ended. */
      accountsDone: count,
      /** Commands made so far. */
      planned: count,
      sent: count,
      failed: count,
      unknown: count,
      held: count,
      expired: count,
      /** Commands on their way. */
      open: count,
      /** Commands of accounts that are too large to be counted while they are under way. */
      notCounted: count,
    }),
  }),
);

const start = requestSchema(
  "BroadcastStart",
  z.strictObject({ requestId: requestIdSchema, only: onlySchema.exactOptional() }),
);

const example: BroadcastRun = {
  id: "run_9f86d081884c7d659a2feaa0",
  broadcastId: "news",
  name: "上新通知",
  requestId: "2026-01-01-news",
  state: "expanding",
  revision: 0,
  accountCount: 3,
  startedAt: 1_767_225_600_000,
  startedBy: "operator-1",
  notAfter: 1_767_312_000_000,
  changedAt: 1_767_225_600_000,
};
const figures = {
  accounts: 3,
  accountsDone: 1,
  planned: 180,
  sent: 90,
  failed: 1,
  unknown: 0,
  held: 0,
  expired: 0,
  open: 89,
  notCounted: 0,
};

function controlRoute(control: RunControl, summary: string, state: BroadcastRun["state"]) {
  return route({
    operationId: `${control}Run`,
    method: "POST",
    path: `/api/broadcasts/runs/{runId}/${control}`,
    role: "operator",
    summary,
    request: z.object({ params: z.object({ runId }) }),
    response: runView,
    status: 200,
    problems: ["not-found", "conflict"],
    example: { response: { ...example, state, revision: 1, changedBy: "operator-1" } },
    handle: (api, { params }, actor) => api.controlRun(params.runId, control, actor.subject),
  });
}

export const broadcastRunRoutes = routes([
  route({
    operationId: "startRun",
    method: "POST",
    path: "/api/broadcasts/{id}/runs",
    role: "operator",
    summary: "Starts a broadcast; the same requestId starts it once",
    request: z.object({ params: z.object({ id: broadcastIdSchema }), body: start }),
    response: runView,
    status: 202,
    problems: ["not-found", "conflict"],
    example: { body: { requestId: "2026-01-01-news" }, response: example },
    handle: (api, { params, body }, actor) => api.startBroadcast({ broadcastId: params.id, ...body }, actor.subject),
  }),
  route({
    operationId: "listRuns",
    method: "GET",
    path: "/api/broadcasts/{id}/runs",
    role: "viewer",
    summary: "Lists the runs of a broadcast, newest first",
    request: z.object({ params: z.object({ id: broadcastIdSchema }), query: pageQuery }),
    response: runList,
    status: 200,
    example: { response: { runs: [example] } },
    handle: (api, { params, query: { limit, cursor } }) => api.runs.list(params.id, limit, cursor),
  }),
  route({
    operationId: "getRun",
    method: "GET",
    path: "/api/broadcasts/runs/{runId}",
    role: "viewer",
    summary:
      "Shows a run with its figures. They are final once the run is done, and approximate while a large run is under way",
    request: z.object({ params: z.object({ runId }) }),
    response: runWithFigures,
    status: 200,
    problems: ["not-found"],
    example: { response: { ...example, figures } },
    async handle(api, { params }) {
      const { runId } = params;
      const run = await api.runs.get(runId);
      if (!run) throw new AppError("not-found", `there is no run '${runId}'`, { details: { runId } });
      return { ...run, figures: await api.readFigures(run) };
    },
  }),
  controlRoute("pause", "Pauses a run; commands on their way are held", "paused"),
  controlRoute("resume", "Resumes a paused run, and pushes on a run that stands still", "expanding"),
  controlRoute("cancel", "Cancels a run; commands that have not been sent yet are never sent", "cancelled"),
]);
