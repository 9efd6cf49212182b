import * as z from "zod";
import { AppError } from "../../../shared/kernel/domain/errors.ts";
import { createForgetUser } from "../../../shared/profiles/application/forget-user.ts";
import { isForgotten, type Profile, profileSchema, totalOf } from "../../../shared/profiles/domain/profile.ts";
import { contactParams } from "../accounts/params.ts";
import { DONE, done } from "../http/done.ts";
import { routesOver } from "../http/route.ts";
import { responseSchema } from "../http/schema-names.ts";
import type { ProfilePorts } from "./ports.ts";

const { route, routes } = routesOver("profiles", (ports: ProfilePorts) => ({
  ...ports,
  forgetUser: createForgetUser(ports),
}));

const counts = z.record(z.string(), z.int());
const tallyView = responseSchema("Tally", z.object({ messages: z.int(), kinds: counts, chats: counts, rules: counts }));

const profileView = responseSchema(
  "Profile",
  profileSchema
    .pick({ appId: true, wxid: true, since: true, firstSeenAt: true, lastSeenAt: true, steps: true })
    .extend({
      tags: z.array(z.string()),
      scenes: z.record(z.string(), z.object({ value: z.string(), at: z.number() })),
      total: tallyView,
      months: z.record(z.string(), tallyView),
    }),
);

const month = {
  messages: 12,
  kinds: { text: 11, "friend-request": 1 },
  chats: { wxid_customer: 12 },
  rules: { price: 3 },
};

export const profileRoutes = routes([
  route({
    operationId: "getProfile",
    method: "GET",
    path: "/api/accounts/{appId}/users/{wxid}/profile",
    role: "viewer",
    summary:
      "Shows what is known of a user from the messages that the user sent to an account: counts, rules, steps, tags, scenes",
    request: z.object({ params: contactParams }),
    response: profileView,
    status: 200,
    example: {
      response: {
        appId: "wx_demo1",
        wxid: "wxid_customer",
        since: 1_767_225_600_000,
        firstSeenAt: 1_767_225_599_000,
        lastSeenAt: 1_767_229_200_000,
        steps: { onboarding: 1_767_225_700_000 },
        tags: ["vip"],
        scenes: { "friend-request": { value: "30", at: 1_767_225_599_000 } },
        total: month,
        months: { "2026-01": month },
      },
    },
    async handle(api, { params: { appId, wxid } }) {
      const stored = await api.profiles.get(appId, wxid, api.clock.now());
      if (stored && !isForgotten(stored.profile)) return viewOf(stored.profile);
      throw new AppError("not-found", `'${wxid}' has no profile at '${appId}'`, { details: { appId, wxid } });
    },
  }),
  route({
    operationId: "forgetUser",
    method: "DELETE",
    path: "/api/accounts/{appId}/users/{wxid}/profile",
    role: "operator",
    summary:
      "Forgets a user: the profile and the sessions. A replay does not bring them back; the next message begins a new profile",
    request: z.object({ params: contactParams }),
    response: done,
    status: 200,
    example: { response: DONE },
    async handle(api, { params: { appId, wxid } }) {
      await api.forgetUser(appId, wxid);
      return DONE;
    },
  }),
]);

function viewOf({ appId, wxid, since, firstSeenAt, lastSeenAt, steps, tags, scenes, months, earlier }: Profile) {
  const own = Object.entries(tags).flatMap(([tag, { on }]) => (on ? [tag] : []));
  const total = totalOf({ months, earlier });
  return { appId, wxid, since, firstSeenAt, lastSeenAt, steps, tags: own.sort(), scenes, total, months };
}
