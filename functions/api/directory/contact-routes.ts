import * as z from "zod";
import { createEditContacts } from "../../../shared/directory/application/edit-contacts.ts";
import { contactKinds, contactSchema } from "../../../shared/directory/domain/directory.ts";
import { AppError } from "../../../shared/kernel/domain/errors.ts";
import { gatewayProblems } from "../accounts/gateway-problems.ts";
import { accountParams, contactParams, wxidSchema } from "../accounts/params.ts";
import { DONE, done } from "../http/done.ts";
import { nextCursor, pageQuery } from "../http/paging.ts";
import { routesOver } from "../http/route.ts";
import { requestSchema, responseSchema } from "../http/schema-names.ts";
import type { DirectoryPorts } from "./ports.ts";
import { createRefresher } from "./use-cases.ts";

const { route, routes } = routesOver("directory", (ports: DirectoryPorts) => ({
  directory: ports.directory,
  contacts: createEditContacts({ ...ports, refreshSoon: createRefresher(ports) }),
}));

const contactView = responseSchema("Contact", contactSchema);
const contactPage = responseSchema(
  "ContactPage",
  z.object({ contacts: z.array(contactView).readonly(), cursor: nextCursor }),
);
const change = requestSchema(
  "ContactChange",
  z
    .strictObject({ remark: z.string().max(100).exactOptional(), chatOnly: z.boolean().exactOptional() })
    .refine((fields) => Object.keys(fields).length === 1, "name exactly one of remark, chatOnly"),
);
const relationQuestion = requestSchema(
  "RelationQuestion",
  z.strictObject({ wxids: z.array(wxidSchema).min(1).max(20) }),
);
const relations = responseSchema(
  "Relations",
  z.object({ relations: z.array(z.object({ wxid: z.string(), relation: z.int() })) }),
);

const contact = {
  wxid: "wxid_customer",
  nickname: "小明",
  remark: "王先生（大客户）",
  alias: "xiaoming88",
  kind: "friend",
  avatarUrl: "https://wx.qlogo.cn/mmhead/0",
  updatedAt: 1_767_225_600_000,
};

export const contactRoutes = routes([
  route({
    operationId: "listContacts",
    method: "GET",
    path: "/api/accounts/{appId}/contacts",
    role: "viewer",
    summary: "Lists an account's contacts by wxid, as of the last sync and the changes since; groups are under /groups",
    request: z.object({
      params: accountParams,
      query: pageQuery.extend({ kind: z.enum(contactKinds).exactOptional() }),
    }),
    response: contactPage,
    status: 200,
    example: { response: { contacts: [contact], cursor: "eyJwayI6ImRpciJ9" } },
    handle: (api, { params: { appId }, query: { kind, limit, cursor } }) =>
      api.directory.contacts(appId, kind, limit, cursor),
  }),
  route({
    operationId: "getContact",
    method: "GET",
    path: "/api/accounts/{appId}/contacts/{wxid}",
    role: "viewer",
    summary: "Shows one contact",
    request: z.object({ params: contactParams }),
    response: contactView,
    status: 200,
    example: { response: contact },
    async handle(api, { params: { appId, wxid } }) {
      const known = await api.directory.contact(appId, wxid);
      if (known) return known;
      throw new AppError("not-found", `'${appId}' has no contact '${wxid}'`, { details: { appId, wxid } });
    },
  }),
  route({
    operationId: "updateContact",
    method: "PATCH",
    path: "/api/accounts/{appId}/contacts/{wxid}",
    role: "operator",
    summary: "Sets the remark of a contact, or whether the contact may only chat (chatOnly)",
    request: z.object({ params: contactParams, body: change }),
    response: done,
    status: 200,
    problems: gatewayProblems,
    example: { body: { remark: "王先生（大客户）" }, response: DONE },
    async handle(api, { params: { appId, wxid }, body }) {
      await api.contacts.change(appId, wxid, body);
      return DONE;
    },
  }),
  route({
    operationId: "deleteContact",
    method: "DELETE",
    path: "/api/accounts/{appId}/contacts/{wxid}",
    role: "operator",
    summary: "Deletes a friend",
    request: z.object({ params: contactParams }),
    response: done,
    status: 200,
    problems: gatewayProblems,
    example: { response: DONE },
    async handle(api, { params: { appId, wxid } }) {
      await api.contacts.remove(appId, wxid);
      return DONE;
    },
  }),
  route({
    operationId: "checkRelations",
    method: "POST",
    path: "/api/accounts/{appId}/contacts/relations",
    role: "operator",
    summary:
      "Asks the gateway for the relation of up to 20 contacts to the account; `relation` is the gateway's own number",
    request: z.object({ params: accountParams, body: relationQuestion }),
    response: relations,
    status: 200,
    problems: gatewayProblems,
    example: {
      body: { wxids: ["wxid_customer"] },
      response: { relations: [{ wxid: "wxid_customer", relation: 0 }] },
    },
    handle: async (api, { params: { appId }, body: { wxids } }) => ({
      relations: [...(await api.contacts.relations(appId, wxids))],
    }),
  }),
]);
