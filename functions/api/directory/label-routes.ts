import * as z from "zod";
import { forPersonalAccounts } from "../../../shared/accounts/application/for-personal-accounts.ts";
import { gatewayProblems } from "../accounts/gateway-problems.ts";
import { accountParams, contactParams } from "../accounts/params.ts";
import { DONE, done } from "../http/done.ts";
import { routesOver } from "../http/route.ts";
import { requestSchema, responseSchema } from "../http/schema-names.ts";
import type { DirectoryPorts } from "./ports.ts";

const { route, routes } = routesOver("directory", (ports: DirectoryPorts) => ({
  labels: forPersonalAccounts(ports.accounts, ports.labelBook),
}));

const label = responseSchema("Label", z.object({ id: z.int(), name: z.string() }));
const labelList = responseSchema("LabelList", z.object({ labels: z.array(label) }));
const newLabel = requestSchema("NewLabel", z.strictObject({ name: z.string().trim().min(1).max(50) }));
const labelIds = requestSchema("LabelIds", z.strictObject({ labelIds: z.array(z.int().min(0)).max(100) }));
const labelParams = accountParams.extend({ labelId: z.string().regex(/^\d{1,10}$/, "a label's id is a number") });

export const labelRoutes = routes([
  route({
    operationId: "listLabels",
    method: "GET",
    path: "/api/accounts/{appId}/labels",
    role: "operator",
    summary: "Asks the gateway for the labels of an account's contacts",
    request: z.object({ params: accountParams }),
    response: labelList,
    status: 200,
    problems: gatewayProblems,
    example: { response: { labels: [{ id: 1, name: "VIP" }] } },
    handle: async (api, { params: { appId } }) => ({ labels: [...(await api.labels.list(appId))] }),
  }),
  route({
    operationId: "createLabel",
    method: "POST",
    path: "/api/accounts/{appId}/labels",
    role: "operator",
    summary: "Makes a label",
    request: z.object({ params: accountParams, body: newLabel }),
    response: label,
    status: 201,
    problems: gatewayProblems,
    example: { body: { name: "VIP" }, response: { id: 1, name: "VIP" } },
    handle: (api, { params: { appId }, body: { name } }) => api.labels.create(appId, name),
  }),
  route({
    operationId: "deleteLabel",
    method: "DELETE",
    path: "/api/accounts/{appId}/labels/{labelId}",
    role: "operator",
    summary: "Deletes a label; the contacts that had it stay",
    request: z.object({ params: labelParams }),
    response: done,
    status: 200,
    problems: gatewayProblems,
    example: { response: DONE },
    async handle(api, { params: { appId, labelId } }) {
      await api.labels.remove(appId, Number(labelId));
      return DONE;
    },
  }),
  route({
    operationId: "setContactLabels",
    method: "PUT",
    path: "/api/accounts/{appId}/contacts/{wxid}/labels",
    role: "operator",
    summary: "Gives a contact exactly these labels",
    request: z.object({ params: contactParams, body: labelIds }),
    response: done,
    status: 200,
    problems: gatewayProblems,
    example: { body: { labelIds: [1] }, response: DONE },
    async handle(api, { params: { appId, wxid }, body }) {
      await api.labels.assign(appId, wxid, body.labelIds);
      return DONE;
    },
  }),
]);
