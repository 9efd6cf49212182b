import * as z from "zod";
import { createEditContacts } from "../../../shared/directory/application/edit-contacts.ts";
import { gatewayProblems } from "../accounts/gateway-problems.ts";
import { accountParams } from "../accounts/params.ts";
import { DONE, done } from "../http/done.ts";
import { routesOver } from "../http/route.ts";
import { requestSchema, responseSchema } from "../http/schema-names.ts";
import type { DirectoryPorts } from "./ports.ts";
import { createRefresher } from "./use-cases.ts";

const { route, routes } = routesOver("directory", (ports: DirectoryPorts) => ({
  contacts: createEditContacts({ ...ports, refreshSoon: createRefresher(ports) }),
}));

const ticket = z.string().trim().min(1).max(1024);
/** What a search, a card or a friend request says of a person who is not a contact yet. */
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

const tickets = { v3: "v3_020b3826fd03@stranger", v4: "v4_000b708f0b04@stranger" };

export const friendRoutes = routes([
  route({
    operationId: "searchPerson",
    method: "POST",
    path: "/api/accounts/{appId}/contacts/search",
    role: "operator",
    summary: "Looks for a person by WeChat id or telephone number. `v3` and `v4` are needed to add the person",
    request: z.object({ params: accountParams, body: search }),
    response: found,
    status: 200,
    problems: gatewayProblems,
    example: {
      body: { query: "xiaoming88" },
      response: { ...tickets, nickname: "小明", signature: "", avatarUrl: "https://wx.qlogo.cn/mmhead/0" },
    },
    handle: (api, { params: { appId }, body: { query } }) => api.contacts.search(appId, query),
  }),
  route({
    operationId: "addContact",
    method: "POST",
    path: "/api/accounts/{appId}/contacts",
    role: "operator",
    summary:
      "Asks a person for a friendship, which the person has to accept. `scene` is where the person was found (3: by WeChat id, …)",
    request: z.object({ params: accountParams, body: addition }),
    response: done,
    status: 202,
    problems: gatewayProblems,
    example: { body: { ...tickets, scene: 3, greeting: "您好，我是客服小李" }, response: DONE },
    async handle(api, { params: { appId }, body: { greeting, ...person } }) {
      await api.contacts.add(appId, person, greeting);
      return DONE;
    },
  }),
  friendRequestRoute("accept", "Accepts a friend request, by the v3, v4 and scene of its callback"),
  friendRequestRoute("refuse", "Refuses a friend request, by the v3, v4 and scene of its callback"),
]);

function friendRequestRoute(verdict: "accept" | "refuse", summary: string) {
  return route({
    operationId: `${verdict}FriendRequest`,
    method: "POST",
    path: `/api/accounts/{appId}/friend-requests/${verdict}`,
    role: "operator",
    summary,
    request: z.object({ params: accountParams, body: answer }),
    response: done,
    status: 200,
    problems: gatewayProblems,
    example: { body: { ...tickets, scene: 3 }, response: DONE },
    async handle(api, { params: { appId }, body: { message, ...person } }) {
      await api.contacts.answer(appId, person, verdict, message);
      return DONE;
    },
  });
}
