import * as z from "zod";
import { windowActs } from "../../../shared/accounts/domain/windows.ts";
import { AppError } from "../../../shared/kernel/domain/errors.ts";
import { createForgetUser } from "../../../shared/profiles/application/forget-user.ts";
import { createUnlinkPerson } from "../../../shared/profiles/application/link-person.ts";
import { createReadPerson } from "../../../shared/profiles/application/read-person.ts";
import { createReadWindow } from "../../../shared/profiles/application/read-window.ts";
import { tagsOf } from "../../../shared/profiles/domain/person.ts";
import { isForgotten, type Profile, profileSchema, totalOf } from "../../../shared/profiles/domain/profile.ts";
import { accountParams, contactParams, wxidSchema } from "../accounts/params.ts";
import { DONE, done } from "../http/done.ts";
import { routesOver } from "../http/route.ts";
import { responseSchema } from "../http/schema-names.ts";
import type { ProfilePorts } from "./ports.ts";

const { route, routes } = routesOver("profiles", (ports: ProfilePorts) => {
  const unlinkPerson = createUnlinkPerson(ports);
  return {
    ...ports,
    forgetUser: createForgetUser({
      ...ports,
      async forgetElsewhere(appId, wxid) {
        // First the sessions: a renewal of one reads the grant, and finds the session ended.
        await ports.endSessionsNow(appId, wxid);
        await ports.forgetTokens(appId, wxid);
        await unlinkPerson(appId, wxid);
      },
    }),
    windowOf: createReadWindow(ports),
    personOf: createReadPerson(ports),
  };
});

const counts = z.record(z.string(), z.int());
const tallyView = responseSchema("Tally", z.object({ messages: z.int(), kinds: counts, chats: counts, rules: counts }));

const windowView = responseSchema(
  "Window",
  z.object({
    state: z.enum(["open", "closed", "unknown"]),
    /** The open windows, the one that ends last first. `sends`: messages that WeChat allows in it; absent: any number. */
    windows: z
      .array(z.object({ by: z.enum(windowActs), until: z.number(), sends: z.int().exactOptional() }))
      .readonly()
      .exactOptional(),
    /** When the last window had ended, epoch ms. */
    since: z.number().exactOptional(),
  }),
);

const seen = { firstSeenAt: z.number(), lastSeenAt: z.number(), tags: z.array(z.string()).readonly() };

/** `accounts`: where the person signed in or wrote, in the order in which the person came. */
const personView = responseSchema(
  "Person",
  z.object({
    unionid: z.string(),
    accounts: z.array(z.object({ appId: z.string(), openid: z.string(), ...seen })).readonly(),
    ...seen,
  }),
);

const profileView = responseSchema(
  "Profile",
  profileSchema
    .pick({ appId: true, wxid: true, since: true, firstSeenAt: true, lastSeenAt: true, steps: true })
    .extend({
      tags: z.array(z.string()),
      scenes: z.record(z.string(), z.object({ value: z.string(), at: z.number() })),
      total: tallyView,
      months: z.record(z.string(), tallyView),
      window: windowView.exactOptional(),
      /** The person over all accounts, where a sign-in told the unionid. */
      person: personView.exactOptional(),
    }),
);

const month = {
  messages: 12,
  kinds: { text: 11, "friend-request": 1 },
  chats: { wxid_customer: 12 },
  rules: { price: 3 },
};

const person = {
  unionid: "o6_bmasdasdsad6_2sgVt7hMZOPfL",
  accounts: [
    {
      appId: "wx4f5e8d7c6b5a4938",
      openid: "oGTcHv1Zq8fKk3nQ2wX5yB7dL0mR",
      firstSeenAt: 1_767_225_599_000,
      lastSeenAt: 1_767_229_200_000,
      tags: ["vip"],
    },
    {
      appId: "wx1f2e3d4c5b6a7980",
      openid: "o7Qxs5G4kRr1mYb0aZ9cW8vU3tHe",
      firstSeenAt: 1_767_300_000_000,
      lastSeenAt: 1_767_300_000_000,
      tags: [],
    },
  ],
  firstSeenAt: 1_767_225_599_000,
  lastSeenAt: 1_767_300_000_000,
  tags: ["vip"],
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
      if (stored && !isForgotten(stored.profile)) {
        const window = stored.profile.acted ? { window: await api.windowOf(appId, wxid) } : {};
        const person = await api.personOf(appId, wxid);
        return { ...viewOf(stored.profile), ...window, ...(person ? { person } : {}) };
      }
      throw new AppError("not-found", `'${wxid}' has no profile at '${appId}'`, { details: { appId, wxid } });
    },
  }),
  route({
    operationId: "getPerson",
    method: "GET",
    path: "/api/accounts/{appId}/users/{wxid}/person",
    role: "viewer",
    summary:
      "Shows a person over all accounts of one WeChat open platform account, by the unionid that a sign-in told: openids, when they were seen, and tags",
    request: z.object({ params: contactParams }),
    response: personView,
    status: 200,
    example: { response: person },
    async handle(api, { params: { appId, wxid } }) {
      const found = await api.personOf(appId, wxid);
      if (found) return found;
      throw new AppError("not-found", `no sign-in of '${wxid}' at '${appId}' told a unionid`, {
        details: { appId, wxid },
      });
    },
  }),
  route({
    operationId: "getWindow",
    method: "GET",
    path: "/api/accounts/{appId}/window/{openid}",
    role: "viewer",
    summary:
      "Says whether an Official Account or a mini program may send to a person now, until when and by what the person did. How many of the messages are used up, WeChat alone knows",
    request: z.object({ params: accountParams.extend({ openid: wxidSchema }) }),
    response: windowView,
    status: 200,
    example: {
      response: { state: "open", windows: [{ by: "message", until: 1_767_402_000_000, sends: 5 }] },
    },
    handle: (api, { params: { appId, openid } }) => api.windowOf(appId, openid),
  }),
  route({
    operationId: "forgetUser",
    method: "DELETE",
    path: "/api/accounts/{appId}/users/{wxid}/profile",
    role: "operator",
    summary:
      "Forgets a user: the profile, the sessions, on web pages too, and which person it is at other accounts. A replay does not bring them back; the next message begins a new profile",
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
  const total = totalOf({ months, earlier });
  return { appId, wxid, since, firstSeenAt, lastSeenAt, steps, tags: tagsOf({ tags }), scenes, total, months };
}
