import * as z from "zod";
import { accountReadRoutes } from "./accounts/reads.ts";
import { accountRoutes } from "./accounts/routes.ts";
import { aiRoutes } from "./ai/routes.ts";
import { alertRoutes } from "./alerts/routes.ts";
import { optOutRoutes } from "./broadcasts/opt-out-routes.ts";
import { broadcastRoutes } from "./broadcasts/routes.ts";
import { broadcastRunRoutes } from "./broadcasts/run-routes.ts";
import { conversationRoutes } from "./conversations/routes.ts";
import { announcementRoutes } from "./directory/announcement-routes.ts";
import { contactRoutes } from "./directory/contact-routes.ts";
import { friendRoutes } from "./directory/friend-routes.ts";
import { groupRoutes } from "./directory/group-routes.ts";
import { labelRoutes } from "./directory/label-routes.ts";
import { groupMemberRoutes } from "./directory/member-routes.ts";
import { syncRoutes } from "./directory/sync-routes.ts";
import { gatewayRoutes } from "./gateway/routes.ts";
import { OPENAPI, openApiDocument } from "./http/openapi.ts";
import { type Route, route } from "./http/route.ts";
import { loginRoutes } from "./logins/routes.ts";
import { mediaRoutes } from "./media/routes.ts";
import { auditRoutes } from "./operators/audit-routes.ts";
import { healthRoutes } from "./operators/health-routes.ts";
import { settingsRoutes } from "./operators/settings-routes.ts";
import { commandRoutes } from "./outbound/command-routes.ts";
import { messageRoutes } from "./outbound/message-routes.ts";
import { profileRoutes } from "./profiles/routes.ts";
import { routingRoutes } from "./routing/routes.ts";
import { backtestRoutes } from "./rules/backtest-routes.ts";
import { ruleDiffRoutes } from "./rules/diff-routes.ts";
import { ruleDraftRoutes } from "./rules/draft-routes.ts";
import { ruleRoutes } from "./rules/routes.ts";

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
  ...friendRoutes,
  ...profileRoutes,
  ...labelRoutes,
  ...groupRoutes,
  ...groupMemberRoutes,
  ...announcementRoutes,
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
