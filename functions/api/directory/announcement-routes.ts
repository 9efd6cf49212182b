import * as z from "zod";
import { forPersonalAccounts } from "../../../shared/accounts/application/for-personal-accounts.ts";
import { gatewayProblems } from "../accounts/gateway-problems.ts";
import { DONE, done } from "../http/done.ts";
import { routesOver } from "../http/route.ts";
import { requestSchema, responseSchema } from "../http/schema-names.ts";
import { groupParams } from "./params.ts";
import type { DirectoryPorts } from "./ports.ts";

const { route, routes } = routesOver("directory", (ports: DirectoryPorts) => ({
  groups: forPersonalAccounts(ports.accounts, ports.groupBook),
}));

const announcementChange = requestSchema(
  "GroupAnnouncementChange",
  z.strictObject({ content: z.string().trim().min(1).max(5000) }),
);
const announcement = responseSchema(
  "GroupAnnouncement",
  z.object({ content: z.string(), editor: z.string(), publishedAt: z.number().optional() }),
);
const qrCode = responseSchema(
  "GroupQrCode",
  z.object({
    /** The picture in base64. */
    qrBase64: z.string(),
    validity: z.string(),
  }),
);

export const announcementRoutes = routes([
  route({
    operationId: "getAnnouncement",
    method: "GET",
    path: "/api/accounts/{appId}/groups/{groupId}/announcement",
    role: "operator",
    summary: "Asks the gateway for a group's announcement",
    request: z.object({ params: groupParams }),
    response: announcement,
    status: 200,
    problems: gatewayProblems,
    example: { response: { content: "周五团购", editor: "wxid_shop1", publishedAt: 1_767_225_600_000 } },
    handle: (api, { params: { appId, groupId } }) => api.groups.announcement(appId, groupId),
  }),
  route({
    operationId: "setAnnouncement",
    method: "PUT",
    path: "/api/accounts/{appId}/groups/{groupId}/announcement",
    role: "operator",
    summary: "Announces something to all members of a group; only its owner and its administrators may",
    request: z.object({ params: groupParams, body: announcementChange }),
    response: done,
    status: 200,
    problems: gatewayProblems,
    example: { body: { content: "周五团购" }, response: DONE },
    async handle(api, { params: { appId, groupId }, body: { content } }) {
      await api.groups.announce(appId, groupId, content);
      return DONE;
    },
  }),
  route({
    operationId: "getGroupQrCode",
    method: "GET",
    path: "/api/accounts/{appId}/groups/{groupId}/qr-code",
    role: "operator",
    summary: "Asks the gateway for the QR code by which people join a group",
    request: z.object({ params: groupParams }),
    response: qrCode,
    status: 200,
    problems: gatewayProblems,
    example: { response: { qrBase64: "iVBORw0KGgo=", validity: "该二维码7天内有效" } },
    handle: (api, { params: { appId, groupId } }) => api.groups.qrCode(appId, groupId),
  }),
]);
