import * as z from "zod";
import { OPENAPI, openApiDocument } from "./openapi.ts";
import { type Route, route } from "./route.ts";
import { accountReadRoutes } from "./routes-account-reads.ts";
import { accountRoutes } from "./routes-accounts.ts";
import { aiRoutes } from "./routes-ai.ts";
import { alertRoutes } from "./routes-alerts.ts";
import { auditRoutes } from "./routes-audit.ts";
import { backtestRoutes } from "./routes-backtest.ts";
import { broadcastRunRoutes } from "./routes-broadcast-runs.ts";
import { broadcastRoutes } from "./routes-broadcasts.ts";
import { commandRoutes } from "./routes-commands.ts";
import { contactRoutes } from "./routes-contacts.ts";
import { conversationRoutes } from "./routes-conversations.ts";
import { gatewayRoutes } from "./routes-gateway.ts";
import { groupMemberRoutes } from "./routes-group-members.ts";
import { groupRoutes } from "./routes-groups.ts";
import { healthRoutes } from "./routes-health.ts";
import { labelRoutes } from "./routes-labels.ts";
import { loginRoutes } from "./routes-login.ts";
import { mediaRoutes } from "./routes-media.ts";
import { messageRoutes } from "./routes-messages.ts";
import { optOutRoutes } from "./routes-opt-outs.ts";
import { profileRoutes } from "./routes-profiles.ts";
import { routingRoutes } from "./routes-routing.ts";
import { ruleDiffRoutes } from "./routes-rule-diff.ts";
import { ruleDraftRoutes } from "./routes-rule-draft.ts";
import { ruleRoutes } from "./routes-rules.ts";
import { settingsRoutes } from "./routes-settings.ts";
import { syncRoutes } from "./routes-sync.ts";

/** The one route table: dispatch, roles, validation, the audit trail and the OpenAPI document all follow from it. */
export const routes: readonly Route[] = [
  ...healthRoutes,
  ...accountReadRoutes,
  ...accountRoutes,
  ...loginRoutes,
  ...ruleRoutes,
  ...ruleDraftRoutes,
  ...ruleDiffRoutes,
  ...backtestRoutes,
  ...routingRoutes,
  ...settingsRoutes,
  ...aiRoutes,
  ...broadcastRoutes,
  ...broadcastRunRoutes,
  ...optOutRoutes,
  ...commandRoutes,
  ...messageRoutes,
  ...conversationRoutes,
  ...mediaRoutes,
  ...alertRoutes,
  ...contactRoutes,
  ...profileRoutes,
  ...labelRoutes,
  ...groupRoutes,
  ...groupMemberRoutes,
  ...syncRoutes,
  ...gatewayRoutes,
  ...auditRoutes,
  route({
    method: "GET",
    path: "/api/openapi.json",
    role: "viewer",
    summary: "This document",
    request: z.object({}),
    response: z.looseObject({ openapi: z.literal(OPENAPI) }),
    status: 200,
    example: { response: { openapi: OPENAPI } },
    handle: async () => openApiDocument(routes),
  }),
];
