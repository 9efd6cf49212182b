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

const { route, routes } = routesOver((ports: ConversationPorts) => ({
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
    /** Absent where rules answer. */
    mute: muteView.exactOptional(),
    /** In a group one for each `member` who has one. */
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
    method: "GET",
    path: "/api/conversations",
    role: "viewer",
    summary:
      "Conversations of all accounts that wait for a person (muted by a rule; `by`: by operators or from the phone), those that end first first",
    request: z.object({ query: mutedQuery }),
    response: mutedList,
    status: 200,
    example: { response: exampleList },
    handle: (api, { query: { by, limit, cursor } }) => api.conversations.muted({ by }, api.clock.now(), limit, cursor),
  }),
  route({
    method: "GET",
    path: "/api/accounts/{appId}/conversations",
    role: "viewer",
    summary: "The same of one account",
    request: z.object({ params: accountParams, query: mutedQuery }),
    response: mutedList,
    status: 200,
    example: { response: exampleList },
    handle: (api, { params: { appId }, query: { by, limit, cursor } }) =>
      api.conversations.muted({ by, appId }, api.clock.now(), limit, cursor),
  }),
  route({
    method: "GET",
    path: "/api/accounts/{appId}/conversations/{conversationId}",
    role: "viewer",
    summary: "What is kept of a conversation: sessions with their steps and values, and until when rules are silent",
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
    method: "POST",
    path: "/api/accounts/{appId}/conversations/{conversationId}/mute",
    role: "operator",
    summary: "Keeps rules silent in a conversation for so many minutes from now, whatever held before",
    request: z.object({ params: conversationParams, body: muteInput }),
    response: muteView,
    status: 200,
    example: { body: { minutes: 60, note: mute.note }, response: mute },
    handle: (api, { params: { appId, conversationId }, body: { minutes, note } }) =>
      api.muteConversation(appId, conversationId, minutes, note),
  }),
  route({
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
