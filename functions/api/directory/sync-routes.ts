import * as z from "zod";
import { createRequestSync } from "../../../shared/directory/application/request-sync.ts";
import { AppError } from "../../../shared/kernel/domain/errors.ts";
import { accountParams } from "../accounts/params.ts";
import { routesOver } from "../http/route.ts";
import { responseSchema } from "../http/schema-names.ts";
import type { DirectoryPorts } from "./ports.ts";

const { route, routes } = routesOver("directory", (ports: DirectoryPorts) => ({
  directory: ports.directory,
  requestSync: createRequestSync(ports),
}));

const syncView = responseSchema(
  "Sync",
  z.object({
    /** The id of the request for it, as POST answers it, or of the event that caused it. */
    request: z.string(),
    startedAt: z.number(),
    /** Number of contacts in the address book; absent until it has been read. `groups` is the same for groups. */
    contacts: z.int().optional(),
    groups: z.int().optional(),
  }),
);
const requested = responseSchema("RequestedSync", z.object({ request: z.string() }));

const example = { request: "01KDWYB3M0V6T4N6Q8ZJ5R2X7C", startedAt: 1_767_225_600_000, contacts: 4812, groups: 131 };

export const syncRoutes = routes([
  route({
    operationId: "getSync",
    method: "GET",
    path: "/api/accounts/{appId}/sync",
    role: "viewer",
    summary: "Shows the last full sync of an account's contacts and groups",
    request: z.object({ params: accountParams }),
    response: syncView,
    status: 200,
    example: { response: example },
    async handle(api, { params: { appId } }) {
      const sync = await api.directory.sync(appId);
      if (sync) return sync;
      throw new AppError("not-found", `nothing of '${appId}' has been synced yet`, { details: { appId } });
    },
  }),
  route({
    operationId: "startSync",
    method: "POST",
    path: "/api/accounts/{appId}/sync",
    role: "operator",
    summary: "Syncs an online account's contacts and groups now, at most once a minute; a sync also runs daily",
    request: z.object({ params: accountParams }),
    response: requested,
    status: 202,
    problems: ["account-offline"],
    example: { response: { request: example.request } },
    handle: (api, { params: { appId } }) => api.requestSync(appId),
  }),
]);
