import * as z from "zod";
import {
  createMuteConversation,
  createReleaseConversation,
} from "../../../shared/conversations/application/mute-conversation.ts";
import { MAX_MINUTES, muteSchema, sessionSchema } from "../../../shared/conversations/domain/conversation.ts";
import { accountParams, wxidSchema } from "../accounts/params.ts";
import { DONE, done } from "../http/done.ts";
import { nextCursor, pageQuery } from "../http/paging.ts";
import { routesOver } from "../http/route.ts";
import { requestSchema, responseSchema } from "../http/schema-names.ts";
import type { ConversationPorts } from "./ports.ts";

const { route, routes } = routesOver("conversations", (ports: ConversationPorts) => ({
  ...ports,
  muteConversation: createMuteConversation(ports),
  releaseConversation: createReleaseConversation(ports),
}));

const conversationParams = accountParams.extend({ conversationId: wxidSchema });

const muteView = responseSchema("Mute", muteSchema);
const conversationView = responseSchema(
  "Conversation",
  z.object({
    conversationId: z.string(),
    /** Absent while rules answer. */
    mute: muteView.exactOptional(),
    /** In a group there is one for each `member` with a session. */
    sessions: z.array(sessionSchema.extend({ member: z.string().exactOptional() })).readonly(),
  }),
);
const muteInput = requestSchema(
  "MuteInput",
  z.strictObject({
    minutes: z.int().min(1).max(MAX_MINUTES),
    note: z.string().trim().min(1).max(200).exactOptional(),
  }),
);

const mutedQuery = pageQuery.extend({
  muted: z.literal("true"),
  by: muteSchema.shape.by.default("rule"),
});
const mutedList = responseSchema(
  "MutedConversations",
  z.object({
    conversations: z.array(z.object({ appId: z.string(), conversationId: z.string(), mute: muteView })).readonly(),
    cursor: nextCursor,
  }),
);

const at = 1_767_225_600_000;
const mute = { by: "operator", at, until: at + 3_600_000, note: "投诉，由王经理处理" } as const;

const handedOver = { by: "rule", at, until: at + 7_200_000, note: "要求人工" } as const;
const exampleList = { conversations: [{ appId: "wx_demo1", conversationId: "wxid_customer", mute: handedOver }] };

export const conversationRoutes = routes([
  route({
    operationId: "listMutedConversations",
    method: "GET",
    path: "/api/conversations",
    role: "viewer",
    summary:
      "Lists the muted conversations of all accounts; the mutes that end soonest come first. `by` is who muted them: a rule (these wait for a person), an operator, or the account's phone",
    request: z.object({ query: mutedQuery }),
    response: mutedList,
    status: 200,
    example: { response: exampleList },
    handle: (api, { query: { by, limit, cursor } }) => api.conversations.muted({ by }, api.clock.now(), limit, cursor),
  }),
  route({
    operationId: "listAccountMutedConversations",
    method: "GET",
    path: "/api/accounts/{appId}/conversations",
    role: "viewer",
    summary: "Lists the muted conversations of one account; the mutes that end soonest come first",
    request: z.object({ params: accountParams, query: mutedQuery }),
    response: mutedList,
    status: 200,
    example: { response: exampleList },
    handle: (api, { params: { appId }, query: { by, limit, cursor } }) =>
      api.conversations.muted({ by, appId }, api.clock.now(), limit, cursor),
  }),
  route({
    operationId: "getConversation",
    method: "GET",
    path: "/api/accounts/{appId}/conversations/{conversationId}",
    role: "viewer",
    summary:
      "Shows what is kept of a conversation: its sessions with their steps and values, and until when it is muted",
    request: z.object({ params: conversationParams }),
    response: conversationView,
    status: 200,
    example: {
      response: {
        conversationId: "wxid_customer",
        mute,
        sessions: [{ step: "phone", values: { name: "小明" }, until: at + 1_800_000 }],
      },
    },
    async handle(api, { params: { appId, conversationId } }) {
      const view = await api.conversations.view(appId, conversationId, api.clock.now());
      return { conversationId, sessions: view.sessions, ...(view.mute ? { mute: view.mute } : {}) };
    },
  }),
  route({
    operationId: "muteConversation",
    method: "POST",
    path: "/api/accounts/{appId}/conversations/{conversationId}/mute",
    role: "operator",
    summary: "Mutes rules in a conversation for a number of minutes from now, in place of an earlier mute",
    request: z.object({ params: conversationParams, body: muteInput }),
    response: muteView,
    status: 200,
    example: { body: { minutes: 60, note: mute.note }, response: mute },
    handle: (api, { params: { appId, conversationId }, body: { minutes, note } }) =>
      api.muteConversation(appId, conversationId, minutes, note),
  }),
  route({
    operationId: "releaseConversation",
    method: "POST",
    path: "/api/accounts/{appId}/conversations/{conversationId}/release",
    role: "operator",
    summary: "Lets rules answer in a conversation again",
    request: z.object({ params: conversationParams }),
    response: done,
    status: 200,
    example: { response: DONE },
    async handle(api, { params: { appId, conversationId } }) {
      await api.releaseConversation(appId, conversationId);
      return DONE;
    },
  }),
]);
