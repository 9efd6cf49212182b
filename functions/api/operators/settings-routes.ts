import * as z from "zod";
import { DEFAULT_SETTINGS, settingsSchema } from "../../../shared/operators/domain/settings.ts";
import { routesOver } from "../http/route.ts";
import { requestSchema, responseSchema } from "../http/schema-names.ts";
import type { OperatorPorts } from "./ports.ts";

const { route, routes } = routesOver("operators", (ports: Pick<OperatorPorts, "settings">) => ports);

const settingsView = responseSchema("Settings", settingsSchema);
const settingsInput = requestSchema("SettingsInput", settingsSchema);

const example = DEFAULT_SETTINGS;

export const settingsRoutes = routes([
  route({
    operationId: "getSettings",
    method: "GET",
    path: "/api/settings",
    role: "viewer",
    summary: "Shows the settings of the whole fleet",
    request: z.object({}),
    response: settingsView,
    status: 200,
    example: { response: example },
    handle: (api) => api.settings.get(),
  }),
  route({
    operationId: "replaceSettings",
    method: "PUT",
    path: "/api/settings",
    role: "admin",
    summary: "Replaces the settings of the whole fleet; a setting that is left out goes back to its default",
    request: z.object({ body: settingsInput }),
    response: settingsView,
    status: 200,
    example: { body: example, response: example },
    async handle(api, { body }) {
      await api.settings.put(body);
      return body;
    },
  }),
]);
