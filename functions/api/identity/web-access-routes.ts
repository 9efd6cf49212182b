import * as z from "zod";
import { createKeepWebAccess, createShowWebAccess } from "../../../shared/identity/application/keep-web-access.ts";
import type { KeptWebAccess } from "../../../shared/identity/application/ports/web-access.ts";
import { webAccessSchema } from "../../../shared/identity/domain/web-access.ts";
import { accountParams } from "../accounts/params.ts";
import { routesOver } from "../http/route.ts";
import { requestSchema, responseSchema } from "../http/schema-names.ts";
import type { IdentityPorts } from "./ports.ts";

const { route, routes } = routesOver("identity", (ports: IdentityPorts) => ({
  showWebAccess: createShowWebAccess(ports),
  keepWebAccess: createKeepWebAccess(ports),
}));

/** The change is made only from `revision`; 0: nothing was ever kept. */
const webAccessInput = requestSchema(
  "WebAccessChange",
  webAccessSchema.extend({ revision: z.int().min(0).exactOptional() }),
);

const webAccessView = responseSchema(
  "WebAccess",
  z.object({ appId: z.string(), revision: z.int(), ...webAccessSchema.shape }),
);

const example = {
  redirects: ["https://shop.example/account/"],
  origins: ["https://shop.example"],
  signedOrigins: ["https://shop.example"],
  delivery: "code" as const,
};

const appId = "wx4f5e8d7c6b5a4938";

export const webAccessRoutes = routes([
  route({
    operationId: "getWebAccess",
    method: "GET",
    path: "/api/accounts/{appId}/web",
    role: "viewer",
    summary:
      "Shows what pages of the account's own web site may ask: where sign-ins lead, which origins read sessions and get JS-SDK signatures, and how sessions reach pages",
    request: z.object({ params: accountParams }),
    response: webAccessView,
    status: 200,
    problems: ["conflict"],
    example: { response: { appId, revision: 3, ...example } },
    handle: async (api, { params }) => viewOf(params.appId, await api.showWebAccess(params.appId)),
  }),
  route({
    operationId: "setWebAccess",
    method: "PUT",
    path: "/api/accounts/{appId}/web",
    role: "admin",
    summary: "Keeps what pages of the account's own web site may ask, whole; it holds everywhere within 5 s",
    request: z.object({ params: accountParams, body: webAccessInput }),
    response: webAccessView,
    status: 200,
    problems: ["conflict"],
    example: { body: { ...example, revision: 2 }, response: { appId, revision: 3, ...example } },
    handle: async (api, { params, body: { revision, ...access } }) =>
      viewOf(params.appId, await api.keepWebAccess(params.appId, access, revision)),
  }),
]);

function viewOf(id: string, { access, revision }: KeptWebAccess) {
  return { appId: id, revision, ...access };
}
