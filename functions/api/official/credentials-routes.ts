import * as z from "zod";
import { createKeepTriedToken } from "../../../shared/official/application/credentials/keep-tried-token.ts";
import { overviewOf, readRows } from "../../../shared/official/application/credentials/overview.ts";
import { createRemoveCredentials } from "../../../shared/official/application/credentials/remove-credentials.ts";
import {
  createSetCredentials,
  demandAccount,
} from "../../../shared/official/application/credentials/set-credentials.ts";
import { encryptionModes, replyModes } from "../../../shared/official/domain/credentials.ts";
import { accountParams } from "../accounts/params.ts";
import { DONE, done } from "../http/done.ts";
import { routesOver } from "../http/route.ts";
import { requestSchema, responseSchema } from "../http/schema-names.ts";
import { credentialsInput, revisionSchema } from "./credentials-input.ts";
import type { OfficialPorts } from "./ports.ts";

const { route, routes } = routesOver("official", (ports: OfficialPorts) => {
  const { accounts, callbackKeyRows: keys, appCredentialRows: secrets, accessTokenStore: store } = ports;
  const rows = { accounts, keys, secrets };
  return {
    ...rows,
    clock: ports.clock,
    setCredentials: createSetCredentials({
      ...ports,
      ...rows,
      keepTriedToken: createKeepTriedToken({ ...ports, store }),
    }),
    removeCredentials: createRemoveCredentials(rows),
  };
});

requestSchema("AccountCredentialsChange", credentialsInput);

/** Fingerprints tell whether a value is the one that is kept; nothing here tells the value. */
const overview = responseSchema(
  "AccountCredentials",
  z.object({
    appId: z.string(),
    revision: revisionSchema,
    callbacks: z
      .object({
        mode: z.enum(encryptionModes),
        replyMode: z.enum(replyModes),
        lanes: z.int().optional(),
        keys: z
          .array(z.object({ fingerprint: z.string(), setAt: z.number(), until: z.number().optional() }))
          .readonly(),
      })
      .optional(),
    calls: z
      .discriminatedUnion("by", [
        z.object({
          by: z.literal("secret"),
          fingerprint: z.string(),
          setAt: z.number(),
          status: z.enum(["verified", "unverified"]),
          triedAt: z.number(),
          errcode: z.number().optional(),
          words: z.string().optional(),
        }),
        z.object({ by: z.literal("component"), component: z.string(), setAt: z.number() }),
      ])
      .optional(),
  }),
);

const example = {
  appId: "wx4f5e8d7c6b5a4938",
  revision: "2.1",
  callbacks: {
    mode: "safe" as const,
    replyMode: "customer-service" as const,
    keys: [
      { fingerprint: "9c1185a5c5e9fc54", setAt: 1_767_225_600_000 },
      { fingerprint: "3f79bb7b435b0532", setAt: 1_735_689_600_000, until: 1_767_226_200_000 },
    ],
  },
  calls: {
    by: "secret" as const,
    fingerprint: "2c26b46b68ffc68f",
    setAt: 1_735_689_600_000,
    status: "unverified" as const,
    triedAt: 1_767_225_600_000,
    errcode: 40164,
    words: "调用方的 IP 不在公众号后台的 IP 白名单里，需要固定出口 IP（errcode 40164 invalid ip）",
  },
};

export const credentialsRoutes = routes([
  route({
    operationId: "getCredentials",
    method: "GET",
    path: "/api/accounts/{appId}/credentials",
    role: "admin",
    summary: "Shows what is kept of an Official Account's credentials: modes, times and fingerprints, never a secret",
    request: z.object({ params: accountParams }),
    response: overview,
    status: 200,
    problems: ["conflict", "unavailable"],
    example: { response: example },
    async handle(api, { params: { appId } }) {
      await demandAccount(api.accounts, appId);
      return overviewOf(appId, await readRows(api, appId), api.clock.now());
    },
  }),
  route({
    operationId: "setCredentials",
    method: "PUT",
    path: "/api/accounts/{appId}/credentials",
    role: "admin",
    summary:
      "Keeps an Official Account's Token, EncodingAESKey and AppSecret, or its third-party platform. What is left out stays; replaced keys are accepted for `keepOldFor` seconds; the AppSecret is tried at WeChat first",
    request: z.object({ params: accountParams, body: credentialsInput }),
    response: overview,
    status: 200,
    problems: ["conflict", "unprocessable"],
    example: {
      body: {
        token: "aTokenOfYourOwn",
        encodingAesKey: "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
        mode: "safe",
        appSecret: "0123456789abcdef0123456789abcdef",
      },
      response: example,
    },
    handle: (api, { params: { appId }, body }) => api.setCredentials(appId, body),
  }),
  route({
    operationId: "removeCredentials",
    method: "DELETE",
    path: "/api/accounts/{appId}/credentials",
    role: "admin",
    summary: "Removes an Official Account's credentials: its callbacks are refused, and no new token is asked for",
    request: z.object({ params: accountParams, query: z.strictObject({ revision: revisionSchema.exactOptional() }) }),
    response: done,
    status: 200,
    problems: ["conflict"],
    example: { response: DONE },
    async handle(api, { params: { appId }, query: { revision } }) {
      await api.removeCredentials(appId, revision);
      return DONE;
    },
  }),
]);
