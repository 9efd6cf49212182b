import * as z from "zod";
import { createRemoveBroadcast, createSaveBroadcast } from "../../../shared/broadcasts/application/edit-broadcast.ts";
import { type Broadcast, broadcastInputSchema, broadcastSchema } from "../../../shared/broadcasts/domain/broadcast.ts";
import { broadcastIdSchema } from "../../../shared/deliveries/domain/broadcast-target.ts";
import { AppError } from "../../../shared/kernel/domain/errors.ts";
import { DONE, done } from "../http/done.ts";
import { nextCursor, pageQuery } from "../http/paging.ts";
import { routesOver } from "../http/route.ts";
import { requestSchema, responseSchema } from "../http/schema-names.ts";
import type { BroadcastPorts } from "./ports.ts";

const { route, routes } = routesOver("broadcasts", (ports: BroadcastPorts) => ({
  broadcasts: ports.broadcasts,
  saveBroadcast: createSaveBroadcast(ports),
  removeBroadcast: createRemoveBroadcast(ports),
}));

const params = z.object({ id: broadcastIdSchema });
const input = requestSchema("BroadcastInput", broadcastInputSchema);
const view = responseSchema("Broadcast", broadcastSchema);

/** Without contents and audiences: a list of large broadcasts would not fit into an answer. */
const list = responseSchema(
  "BroadcastList",
  z.object({
    broadcasts: z.array(broadcastSchema.omit({ contents: true, audience: true })).readonly(),
    cursor: nextCursor,
  }),
);

const exampleInput = {
  name: "上新通知",
  contents: [{ type: "text" as const, text: "{{name}}，今晚八点上新！" }],
  audience: { tags: ["shop"], recipients: { type: "friends" as const, tags: ["vip"] } },
  expiresAfterSeconds: 86_400,
};
const about = { id: "news", enabled: true, updatedAt: 1_767_225_600_000, updatedBy: "operator-1" };
const example: Broadcast = { ...exampleInput, ...about };
const { contents: _contents, audience: _audience, ...listed } = example;

async function known({ broadcasts }: Pick<BroadcastPorts, "broadcasts">, id: string): Promise<Broadcast> {
  const broadcast = await broadcasts.get(id);
  if (broadcast) return broadcast;
  throw new AppError("not-found", `there is no broadcast '${id}'`, { details: { broadcastId: id } });
}

export const broadcastRoutes = routes([
  route({
    operationId: "listBroadcasts",
    method: "GET",
    path: "/api/broadcasts",
    role: "viewer",
    summary: "Lists the broadcasts by id, without what they send",
    request: z.object({ query: pageQuery }),
    response: list,
    status: 200,
    example: { response: { broadcasts: [listed] } },
    handle: (api, { query: { limit, cursor } }) => api.broadcasts.list(limit, cursor),
  }),
  route({
    operationId: "getBroadcast",
    method: "GET",
    path: "/api/broadcasts/{id}",
    role: "viewer",
    summary: "Shows one broadcast",
    request: z.object({ params }),
    response: view,
    status: 200,
    problems: ["not-found"],
    example: { response: example },
    handle: (api, { params: { id } }) => known(api, id),
  }),
  route({
    operationId: "saveBroadcast",
    method: "PUT",
    path: "/api/broadcasts/{id}",
    role: "operator",
    summary: "Makes or replaces a broadcast; runs under way keep what they began with",
    request: z.object({ params, body: input }),
    response: view,
    status: 200,
    problems: ["too-large"],
    example: { body: exampleInput, response: example },
    handle: (api, { params: { id }, body }, actor) => api.saveBroadcast(id, body, actor.subject),
  }),
  route({
    operationId: "removeBroadcast",
    method: "DELETE",
    path: "/api/broadcasts/{id}",
    role: "operator",
    summary: "Removes a broadcast that no published rule starts; its runs stay",
    request: z.object({ params }),
    response: done,
    status: 200,
    problems: ["not-found", "conflict"],
    example: { response: DONE },
    async handle(api, { params: { id } }) {
      await api.removeBroadcast(id);
      return DONE;
    },
  }),
]);
