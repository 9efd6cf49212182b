import * as z from "zod";
import { contactKinds, contactSchema } from "../../../shared/directory/domain/directory.ts";
import { AppError } from "../../../shared/kernel/domain/errors.ts";
import { nextCursor, pageQuery } from "../http/paging.ts";
import { type Api, route } from "../http/route.ts";
import { requestSchema, responseSchema } from "../http/schema-names.ts";
import { accountParams, contactParams, DONE, done, gatewayProblems, wxidSchema } from "./schemas.ts";

const contactView = responseSchema("Contact", contactSchema);
const contactPage = responseSchema(
  "ContactPage",
  z.object({ contacts: z.array(contactView).readonly(), cursor: nextCursor }),
);

const ticket = z.string().trim().min(1).max(1024);
/** What a search, a card or a friend request says of a person that is no contact yet. */
const stranger = { v3: ticket, v4: ticket, scene: z.int().min(0).max(10_000) };
const greeting = z.string().max(200);

const found = responseSchema(
  "FoundPerson",
  z.object({
    v3: z.string(),
    v4: z.string(),
    nickname: z.string(),
    signature: z.string(),
    avatarUrl: z.string(),
  }),
);
const search = requestSchema("PersonSearch", z.strictObject({ query: z.string().trim().min(1).max(100) }));
const addition = requestSchema("ContactAddition", z.strictObject({ ...stranger, greeting: greeting.default("") }));
const answer = requestSchema("FriendRequestAnswer", z.strictObject({ ...stranger, message: greeting.default("") }));
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
const tickets = { v3: "v3_020b3826fd03@stranger", v4: "v4_000b708f0b04@stranger" };

export const contactRoutes = [
  route({
    method: "GET",
    path: "/api/accounts/{appId}/contacts",
    role: "viewer",
    summary: "An account's contacts by wxid, as of the last sync and the changes since; groups are under /groups",
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
    method: "GET",
    path: "/api/accounts/{appId}/contacts/{wxid}",
    role: "viewer",
    summary: "One contact",
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
    method: "POST",
    path: "/api/accounts/{appId}/contacts/search",
    role: "operator",
    summary: "Looks for a person by WeChat id or telephone number; v3 and v4 are what adding the person takes",
    request: z.object({ params: accountParams, body: search }),
    response: found,
    status: 200,
    problems: gatewayProblems,
    example: {
      body: { query: "xiaoming88" },
      response: { ...tickets, nickname: "小明", signature: "", avatarUrl: "https://wx.qlogo.cn/mmhead/0" },
    },
    handle: (api, { params: { appId }, body: { query } }) =>
      api.gatewayCall(appId, async ({ api: wechat }) => {
        const person = await wechat.contacts.search({ appId, contactsInfo: query });
        return {
          v3: person.v3 ?? "",
          v4: person.v4 ?? "",
          nickname: person.nickName ?? "",
          signature: person.signature ?? "",
          avatarUrl: person.smallHeadImgUrl || person.bigHeadImgUrl || "",
        };
      }),
  }),
  route({
    method: "POST",
    path: "/api/accounts/{appId}/contacts",
    role: "operator",
    summary:
      "Asks a person for a friendship, who has to accept it; scene: where the person was found (3 by WeChat id, …)",
    request: z.object({ params: accountParams, body: addition }),
    response: done,
    status: 202,
    problems: gatewayProblems,
    example: { body: { ...tickets, scene: 3, greeting: "您好，我是客服小李" }, response: DONE },
    async handle(api, { params: { appId }, body: { greeting: content, ...person } }) {
      await api.gatewayCall(appId, ({ api: { contacts } }) =>
        contacts.addContacts({ appId, ...person, option: 2, content }),
      );
      return DONE;
    },
  }),
  route({
    method: "PATCH",
    path: "/api/accounts/{appId}/contacts/{wxid}",
    role: "operator",
    summary: "Sets the remark of a contact, or whether the contact may only chat (chatOnly)",
    request: z.object({ params: contactParams, body: change }),
    response: done,
    status: 200,
    problems: gatewayProblems,
    example: { body: { remark: "王先生（大客户）" }, response: DONE },
    async handle(api, { params: { appId, wxid }, body: { remark, chatOnly } }) {
      await api.gatewayCall(appId, async ({ api: { contacts } }) => {
        if (remark !== undefined) await contacts.setFriendRemark({ appId, wxid, remark });
        if (chatOnly !== undefined) await contacts.setFriendPermissions({ appId, wxid, onlyChat: chatOnly });
      });
      const task = { type: "refresh-contact", appId, wxid, at: api.clock.now() } as const;
      await api.refreshSoon([{ task, delaySeconds: 0 }]);
      return DONE;
    },
  }),
  route({
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
      await api.gatewayCall(appId, ({ api: { contacts } }) => contacts.deleteFriend({ appId, wxid }));
      const task = { type: "remove-contact", appId, wxid, at: api.clock.now() } as const;
      await api.refreshSoon([{ task, delaySeconds: 0 }]);
      return DONE;
    },
  }),
  route({
    method: "POST",
    path: "/api/accounts/{appId}/contacts/relations",
    role: "operator",
    summary: "Asks the gateway how up to 20 contacts stand to the account; `relation` is the gateway's own number",
    request: z.object({ params: accountParams, body: relationQuestion }),
    response: relations,
    status: 200,
    problems: gatewayProblems,
    example: {
      body: { wxids: ["wxid_customer"] },
      response: { relations: [{ wxid: "wxid_customer", relation: 0 }] },
    },
    handle: (api, { params: { appId }, body: { wxids } }) =>
      api.gatewayCall(appId, async ({ api: { contacts } }) => {
        const rows = await contacts.checkRelation({ appId, wxids });
        return { relations: rows.map(({ wxid, relation }) => ({ wxid: wxid ?? "", relation: relation ?? 0 })) };
      }),
  }),
  friendRequestRoute("accept", 3, "Accepts a friend request, by the v3, v4 and scene of its callback"),
  friendRequestRoute("refuse", 4, "Refuses a friend request, by the v3, v4 and scene of its callback"),
];

function friendRequestRoute(verb: "accept" | "refuse", option: 3 | 4, summary: string) {
  return route({
    method: "POST",
    path: `/api/accounts/{appId}/friend-requests/${verb}`,
    role: "operator",
    summary,
    request: z.object({ params: accountParams, body: answer }),
    response: done,
    status: 200,
    problems: gatewayProblems,
    example: { body: { ...tickets, scene: 3 }, response: DONE },
    async handle(api: Api, { params: { appId }, body: { message, ...person } }) {
      await api.gatewayCall(appId, ({ api: { contacts } }) =>
        contacts.addContacts({ appId, ...person, option, content: message }),
      );
      return DONE;
    },
  });
}
