import * as z from "zod";
import {
  accountAiSettingsSchema,
  aiSettingsSchema,
  DEFAULT_AI_SETTINGS,
  effectiveAiSettings,
} from "../../../shared/ai/domain/settings.ts";
import { AppError } from "../../../shared/kernel/domain/errors.ts";
import { accountParams } from "../accounts/params.ts";
import { routesOver } from "../http/route.ts";
import { requestSchema, responseSchema } from "../http/schema-names.ts";
import type { AiPorts } from "./ports.ts";

const { route, routes } = routesOver("ai", (ports: AiPorts) => ports);

const settingsView = responseSchema("AiSettings", aiSettingsSchema);
const settingsInput = requestSchema("AiSettingsInput", aiSettingsSchema);
const accountInput = requestSchema("AccountAiSettingsInput", accountAiSettingsSchema);

const accountView = responseSchema(
  "AccountAiSettings",
  z.object({
    /** The account's own settings. */
    own: accountAiSettingsSchema,
    /** The settings in force: the account's own, and the fleet's where the account has no own. */
    effective: aiSettingsSchema,
    /** Used by the account today (Asia/Shanghai), open questions included; `cost` is in the currency of the prices. */
    today: z.object({ tokens: z.number(), cost: z.number() }),
  }),
);

const own = { systemPrompt: "你是书店的客服，只回答与图书和订单有关的问题。", dailyTokens: 200_000 };
const accountExample = {
  own,
  effective: effectiveAiSettings(DEFAULT_AI_SETTINGS, own),
  today: { tokens: 5210, cost: 0.02 },
};

export const aiRoutes = routes([
  route({
    operationId: "getAiSettings",
    method: "GET",
    path: "/api/ai",
    role: "viewer",
    summary: "Shows how the AI answers, for the whole fleet",
    request: z.object({}),
    response: settingsView,
    status: 200,
    example: { response: DEFAULT_AI_SETTINGS },
    handle: (api) => api.aiSettings.fleet(),
  }),
  route({
    operationId: "replaceAiSettings",
    method: "PUT",
    path: "/api/ai",
    role: "admin",
    summary: "Replaces how the AI answers, for the whole fleet; a setting that is left out goes back to its default",
    request: z.object({ body: settingsInput }),
    response: settingsView,
    status: 200,
    example: { body: { dailyTokens: 500_000, prices: { input: 2, output: 8 } }, response: DEFAULT_AI_SETTINGS },
    async handle(api, { body }) {
      await api.aiSettings.putFleet(body);
      return body;
    },
  }),
  route({
    operationId: "getAccountAiSettings",
    method: "GET",
    path: "/api/accounts/{appId}/ai",
    role: "viewer",
    summary: "Shows how the AI answers for one account, and what the account used today",
    request: z.object({ params: accountParams }),
    response: accountView,
    status: 200,
    example: { response: accountExample },
    handle: (api, { params: { appId } }) => viewOf(api, appId),
  }),
  route({
    operationId: "replaceAccountAiSettings",
    method: "PUT",
    path: "/api/accounts/{appId}/ai",
    role: "operator",
    summary: "Replaces an account's own AI settings; for a setting that is left out, the fleet's applies",
    request: z.object({ params: accountParams, body: accountInput }),
    response: accountView,
    status: 200,
    example: { body: own, response: accountExample },
    async handle(api, { params: { appId }, body }) {
      await demandAccount(api, appId);
      await api.aiSettings.putAccount(appId, body);
      return viewOf(api, appId);
    },
  }),
]);

async function demandAccount(ports: AiPorts, appId: string): Promise<void> {
  if ((await ports.accounts.get(appId))?.registered) return;
  throw new AppError("not-found", `no registered account has the appId '${appId}'`, { details: { appId } });
}

async function viewOf(ports: AiPorts, appId: string): Promise<z.input<typeof accountView>> {
  await demandAccount(ports, appId);
  const [fleet, settings, used] = await Promise.all([
    ports.aiSettings.fleet(),
    ports.aiSettings.account(appId),
    ports.aiBudgets.used(appId, ports.clock.now()),
  ]);
  const today = { tokens: used.tokens, cost: used.micros / 1_000_000 };
  return { own: settings, effective: effectiveAiSettings(fleet, settings), today };
}
