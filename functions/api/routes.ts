import { connectionRoutes } from "./accounts/connection-routes.ts";
import { accountRoutes } from "./accounts/routes.ts";
import { aiRoutes } from "./ai/routes.ts";
import { alertRoutes } from "./alerts/routes.ts";
import { optOutRoutes } from "./broadcasts/opt-out-routes.ts";
import { broadcastRoutes } from "./broadcasts/routes.ts";
import { broadcastRunRoutes } from "./broadcasts/run-routes.ts";
import { componentRoutes } from "./components/routes.ts";
import { conversationRoutes } from "./conversations/routes.ts";
import { deadLetterRoutes } from "./dead-letters/routes.ts";
import { announcementRoutes } from "./directory/announcement-routes.ts";
import { contactRoutes } from "./directory/contact-routes.ts";
import { friendRoutes } from "./directory/friend-routes.ts";
import { groupRoutes } from "./directory/group-routes.ts";
import { labelRoutes } from "./directory/label-routes.ts";
import { groupMemberRoutes } from "./directory/member-routes.ts";
import { syncRoutes } from "./directory/sync-routes.ts";
import { firstRoutes } from "./first-routes.ts";
import { gatewayRoutes } from "./gateway/routes.ts";
import type { RouteTable } from "./http/dispatch.ts";
import type { Operation, RouteGroup } from "./http/route.ts";
import { personSessionRoutes } from "./identity/session-routes.ts";
import { webAccessRoutes } from "./identity/web-access-routes.ts";
import { logoutRoutes } from "./logins/logout-routes.ts";
import { loginRoutes } from "./logins/routes.ts";
import { mediaRoutes } from "./media/routes.ts";
import { weixinCallRoutes } from "./official/call-routes.ts";
import { credentialsRoutes } from "./official/credentials-routes.ts";
import { followerRoutes } from "./official/follower-routes.ts";
import { menuRoutes } from "./official/menu-routes.ts";
import { qrCodeRoutes } from "./official/qr-code-routes.ts";
import { followerTagRoutes } from "./official/tag-routes.ts";
import { templateRoutes } from "./official/template-routes.ts";
import { auditRoutes } from "./operators/audit-routes.ts";
import { openApiRoutes } from "./operators/openapi-routes.ts";
import { settingsRoutes } from "./operators/settings-routes.ts";
import { commandRoutes } from "./outbound/command-routes.ts";
import { messageRoutes } from "./outbound/message-routes.ts";
import { merchantRoutes } from "./pay/routes.ts";
import type { ApiPorts } from "./ports.ts";
import { profileRoutes } from "./profiles/routes.ts";
import { routingRoutes } from "./routing/routes.ts";
import { backtestRoutes } from "./rules/backtest-routes.ts";
import { ruleDiffRoutes } from "./rules/diff-routes.ts";
import { ruleDraftRoutes } from "./rules/draft-routes.ts";
import { ruleRoutes } from "./rules/routes.ts";
import { ruleVersionRoutes } from "./rules/version-routes.ts";

const groups: readonly RouteGroup<ApiPorts>[] = [
  ...firstRoutes,
  accountRoutes,
  connectionRoutes,
  credentialsRoutes,
  webAccessRoutes,
  personSessionRoutes,
  loginRoutes,
  logoutRoutes,
  ruleRoutes,
  ruleVersionRoutes,
  ruleDraftRoutes,
  ruleDiffRoutes,
  backtestRoutes,
  routingRoutes,
  settingsRoutes,
  aiRoutes,
  broadcastRoutes,
  broadcastRunRoutes,
  optOutRoutes,
  commandRoutes,
  messageRoutes,
  deadLetterRoutes,
  conversationRoutes,
  mediaRoutes,
  componentRoutes,
  merchantRoutes,
  alertRoutes,
  contactRoutes,
  friendRoutes,
  profileRoutes,
  labelRoutes,
  groupRoutes,
  groupMemberRoutes,
  announcementRoutes,
  syncRoutes,
  gatewayRoutes,
  menuRoutes,
  templateRoutes,
  followerTagRoutes,
  followerRoutes,
  qrCodeRoutes,
  weixinCallRoutes,
  auditRoutes,
  openApiRoutes(() => operations),
];

/** All routes. Dispatch, roles, validation, the audit trail and the OpenAPI document follow from this one table. */
export const operations: readonly Operation[] = groups.flatMap((group) => group.operations);

/** The table with all that its rows work with, which is made of the ports. */
export function createRouteTable(ports: ApiPorts): RouteTable {
  return { routes: groups.flatMap(({ serve }) => serve(ports)), trail: ports };
}
