import * as z from "zod";
import { auditEntrySchema } from "../../../shared/operators/domain/audit.ts";
import { nextCursor, pageQuery } from "../http/paging.ts";
import { routesOver } from "../http/route.ts";
import { responseSchema } from "../http/schema-names.ts";
import type { OperatorPorts } from "./ports.ts";

const { route, routes } = routesOver("operators", (ports: Pick<OperatorPorts, "audit">) => ports);

const auditEntry = responseSchema("AuditEntry", auditEntrySchema);

const auditPage = responseSchema(
  "AuditPage",
  z.object({ entries: z.array(auditEntry).readonly(), cursor: nextCursor }),
);

export const auditRoutes = routes([
  route({
    operationId: "listAudit",
    method: "GET",
    path: "/api/audit",
    role: "admin",
    summary:
      "Lists what operators changed or tried to change, newest first. `started` marks a request whose end was not recorded",
    request: z.object({ query: pageQuery }),
    response: auditPage,
    status: 200,
    example: {
      response: {
        entries: [
          {
            id: "01KDWYB3M0V6T4N6Q8ZJ5R2X7C",
            at: 1_767_225_600_000,
            subject: "operator-1",
            role: "operator",
            method: "PUT",
            path: "/api/rules",
            status: 200,
          },
        ],
      },
    },
    handle: (api, { query: { limit, cursor } }) => api.audit.list(limit, cursor),
  }),
]);
