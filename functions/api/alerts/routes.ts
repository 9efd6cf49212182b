import * as z from "zod";
import { createTestAlerts } from "../../../shared/alerts/application/test-alerts.ts";
import { alertSchema, alertSeverities, severityOf } from "../../../shared/alerts/domain/alert.ts";
import { nextCursor, pageQuery } from "../http/paging.ts";
import { routesOver } from "../http/route.ts";
import { responseSchema } from "../http/schema-names.ts";
import type { AlertPorts } from "./ports.ts";

const { route, routes } = routesOver("alerts", (ports: AlertPorts) => ({
  alerts: ports.alerts,
  testAlerts: createTestAlerts({ ...ports, channels: ports.alertChannels }),
}));

const toldAlert = responseSchema(
  "ToldAlert",
  alertSchema.extend({
    severity: z.enum(alertSeverities),
    /** The channels that took it. A configured channel that is missing has refused it for too long. */
    sentTo: z.array(z.string()).readonly(),
    toldAt: z.number(),
  }),
);

const alertList = responseSchema("AlertList", z.object({ alerts: z.array(toldAlert), cursor: nextCursor }));

const alertTest = responseSchema(
  "AlertTest",
  z.object({
    channels: z.array(z.object({ channel: z.string(), ok: z.boolean(), error: z.string().optional() })).readonly(),
  }),
);

export const alertRoutes = routes([
  route({
    operationId: "listAlerts",
    method: "GET",
    path: "/api/alerts",
    role: "viewer",
    summary: "Lists the alerts that were sent in the last seven days, newest first",
    request: z.object({ query: pageQuery }),
    response: alertList,
    status: 200,
    example: {
      response: {
        alerts: [
          {
            id: "7bf73129-1428-4cd3-a780-95db273d1602",
            type: "login-required",
            severity: "critical",
            at: 1_767_225_600_000,
            subject: "wx_demo1",
            appId: "wx_demo1",
            reason: "二维码已过期",
            link: "https://example.com/qr.png",
            sentTo: ["sns", "wecom"],
            toldAt: 1_767_225_610_000,
          },
        ],
      },
    },
    async handle(api, { query: { limit, cursor } }) {
      const page = await api.alerts.listTold(limit, cursor);
      const alerts = page.alerts.map(({ alert, sentTo, toldAt }) => ({
        ...alert,
        severity: severityOf[alert.type],
        sentTo,
        toldAt,
      }));
      return { alerts, cursor: page.cursor };
    },
  }),
  route({
    operationId: "testAlerts",
    method: "POST",
    path: "/api/alerts/test",
    role: "admin",
    summary: "Sends a test alert to every channel, and tells what each channel answered",
    request: z.object({}),
    response: alertTest,
    status: 200,
    example: {
      response: {
        channels: [
          { channel: "sns", ok: true },
          { channel: "dingtalk", ok: false, error: "机器人拒绝了消息：310000 sign not match" },
        ],
      },
    },
    handle: async (api, _input, { subject }) => ({ channels: await api.testAlerts(subject) }),
  }),
]);
