import * as z from "zod";
import { createListTemplates } from "../../../shared/official/application/list-templates.ts";
import { accountParams } from "../accounts/params.ts";
import { routesOver } from "../http/route.ts";
import type { Runtime } from "../http/runtime.ts";
import { responseSchema } from "../http/schema-names.ts";
import { weixinProblems } from "./params.ts";
import type { WeixinPorts } from "./weixin-ports.ts";

const { route, routes } = routesOver("official", (ports: WeixinPorts & Runtime) => ({
  listTemplates: createListTemplates(ports),
}));

const template = z.object({
  /** Which content sends a message by it. */
  type: z.enum(["template", "subscription"]),
  id: z.string(),
  title: z.string(),
  /** As WeChat tells it: lines such as `商品：{{thing2.DATA}}`. */
  content: z.string(),
  example: z.string().optional(),
  /** The fields that a message fills. `type` is missing for fields of older templates; `takes` says what a value may be. */
  fields: z
    .array(z.object({ key: z.string(), label: z.string(), type: z.string().optional(), takes: z.string() }))
    .readonly(),
});
const list = responseSchema(
  "TemplateList",
  z.object({
    templates: z.array(template).readonly(),
    /** When WeChat told them, epoch ms. */
    syncedAt: z.number(),
  }),
);

export const templateRoutes = routes([
  route({
    operationId: "listTemplates",
    method: "GET",
    path: "/api/accounts/{appId}/templates",
    role: "viewer",
    summary: "Lists an account's templates with their fields; WeChat is asked once in five minutes, or with fresh=true",
    request: z.object({ params: accountParams, query: z.strictObject({ fresh: z.literal("true").optional() }) }),
    response: list,
    status: 200,
    problems: weixinProblems,
    example: {
      response: {
        templates: [
          {
            type: "subscription",
            id: "7k3Fq-OrderShipped",
            title: "订单发货提醒",
            content: "商品：{{thing2.DATA}}",
            example: "商品：苹果",
            fields: [{ key: "thing2", label: "商品", type: "thing", takes: "at most 20 characters" }],
          },
        ],
        syncedAt: 1_767_225_600_000,
      },
    },
    handle: (api, { params: { appId }, query: { fresh } }) => api.listTemplates(appId, fresh === "true"),
  }),
]);
