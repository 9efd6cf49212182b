import * as z from "zod";
import { createRegisterAccount } from "../../../shared/accounts/application/register-account.ts";
import { createUpdateAccount } from "../../../shared/accounts/application/update-account.ts";
import { accountSchema, appIdSchema, limitsSchema, tagsSchema } from "../../../shared/accounts/domain/account.ts";
import { channels, DEFAULT_CHANNEL, factsOf } from "../../../shared/accounts/domain/channel.ts";
import { instant } from "../http/instant.ts";
import { routesOver } from "../http/route.ts";
import { requestSchema, responseSchema } from "../http/schema-names.ts";
import { deviceInput } from "./device-input.ts";
import { accountParams } from "./params.ts";
import type { AccountPorts } from "./ports.ts";
import { createChecker } from "./use-cases.ts";
import { accountView, connections, exampleAccount as example, viewOf } from "./view.ts";

const { route, routes } = routesOver("accounts", (ports: AccountPorts) => ({
  ...ports,
  registerAccount: createRegisterAccount({ ...ports, check: createChecker(ports) }),
  updateAccount: createUpdateAccount(ports),
}));

const registeredAccount = responseSchema(
  "RegisteredAccount",
  z.object({
    account: accountView,
    checked: z.enum([...connections, "unreachable", "not-needed"]),
    reason: z.string().optional(),
  }),
);

const name = z.string().trim().min(1).max(200);

const registration = requestSchema(
  "AccountRegistration",
  z
    .strictObject({
      appId: appIdSchema,
      /** An Official Account needs its original id as `wxid`. It has no device, and is not polled. */
      channel: z.enum(channels).exactOptional(),
      name,
      wxid: z.string().trim().min(1).max(128).exactOptional(),
      limits: limitsSchema.exactOptional(),
      activeSince: instant.exactOptional(),
      ingest: accountSchema.shape.ingest.exactOptional(),
      device: deviceInput.exactOptional(),
      tags: tagsSchema.exactOptional(),
    })
    .superRefine((account, context) => {
      const { registration } = factsOf(account.channel ?? DEFAULT_CHANNEL);
      const { issues = [] } = registration.safeParse(account).error ?? {};
      for (const { path, message } of issues) context.addIssue({ code: "custom", path, message });
    }),
);

const change = requestSchema(
  "AccountChange",
  z
    .strictObject({
      name: name.exactOptional(),
      limits: limitsSchema.nullable().exactOptional(),
      activeSince: instant.exactOptional(),
      ingest: accountSchema.shape.ingest.exactOptional(),
      device: deviceInput.exactOptional(),
      tags: tagsSchema.exactOptional(),
    })
    .refine(
      (fields) => Object.keys(fields).length > 0,
      "name at least one of name, limits, activeSince, ingest, device, tags",
    ),
);

export const accountRoutes = routes([
  route({
    operationId: "registerAccount",
    method: "POST",
    path: "/api/accounts",
    role: "operator",
    summary:
      "Registers an account. A personal account is checked at once for being online; an Official Account always is",
    request: z.object({ body: registration }),
    response: registeredAccount,
    status: 201,
    problems: ["conflict"],
    example: {
      body: { appId: "wx_demo1", name: "Shop assistant", wxid: "wxid_shop1", activeSince: "2025-01-01" },
      response: { account: example, checked: "online" },
    },
    async handle(api, { body }) {
      const result = await api.registerAccount(body);
      return { ...result, account: await viewOf(api, result.account) };
    },
  }),
  route({
    operationId: "updateAccount",
    method: "PATCH",
    path: "/api/accounts/{appId}",
    role: "operator",
    summary:
      "Changes an account's name, limits (null: the defaults by age), age, device, tags or the way its messages come in",
    request: z.object({ params: accountParams, body: change }),
    response: accountView,
    status: 200,
    problems: ["conflict"],
    example: { body: { limits: { perSecond: 2, burst: 5, dailyCap: 3000 } }, response: example },
    async handle(api, { params: { appId }, body }) {
      return viewOf(api, await api.updateAccount(appId, body));
    },
  }),
]);
