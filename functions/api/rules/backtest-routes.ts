import * as z from "zod";
import { appIdSchema } from "../../../shared/accounts/domain/account.ts";
import { createBacktestRules, MOST_MESSAGES } from "../../../shared/decisions/application/backtest/run.ts";
import { UNSURE } from "../../../shared/decisions/domain/backtest/unsure.ts";
import { VERDICTS } from "../../../shared/decisions/domain/backtest/verdict.ts";
import { nextCursor } from "../http/paging.ts";
import { routesOver } from "../http/route.ts";
import { requestSchema, responseSchema } from "../http/schema-names.ts";
import type { RulePorts } from "./ports.ts";
import { versionNumber } from "./schemas.ts";
import { createRuleSource } from "./use-cases.ts";

const { route, routes } = routesOver("rules", (ports: RulePorts) => ({
  backtestRules: createBacktestRules({ ...ports, ruleSource: createRuleSource(ports) }),
}));

const request = requestSchema(
  "BacktestRequest",
  z
    .strictObject({
      /** The stored draft, or a stored version. */
      draft: z.literal(true).exactOptional(),
      version: versionNumber.exactOptional(),
      lastMessages: z.int().min(1).max(MOST_MESSAGES).default(200),
      /** Default: all registered accounts. */
      appIds: z.array(appIdSchema).min(1).max(1000).exactOptional(),
      /** Lists only messages for which the result differs. */
      onlyChanges: z.boolean().default(false),
      limit: z.int().min(1).max(200).default(50),
      cursor: z.string().min(1).max(2048).exactOptional(),
    })
    .refine(
      ({ draft, version }) => (draft === undefined) !== (version === undefined),
      "either draft or version is needed",
    ),
);

const decision = {
  /** Ids of the rules that matched. */
  rules: z.array(z.string()).readonly(),
  sends: z.array(z.object({ appId: z.string(), to: z.string(), content: z.unknown() })).readonly(),
  /** Names of the actions that send nothing. */
  others: z.array(z.string()).readonly(),
  /** Ids of the broadcasts that are started. */
  broadcasts: z.array(z.string()).readonly(),
  /** Ids of the broadcasts that are started and that a send lock keeps from the recipient. */
  withheld: z.array(z.string()).readonly(),
  flags: z.array(z.string()).readonly(),
};

const row = responseSchema(
  "BacktestedMessage",
  z.object({
    id: z.string(),
    receivedAt: z.number(),
    appId: z.string(),
    conversationId: z.string(),
    chat: z.string(),
    sender: z.string(),
    kind: z.string(),
    text: z.string().exactOptional(),
    verdict: z.enum(VERDICTS),
    /** What the verdict rests on that cannot be known afterwards; empty where everything is known. */
    unsure: z.array(z.enum(UNSURE)).readonly(),
    was: z.object({ version: z.int(), ...decision }),
    would: z.object(decision),
  }),
);

const backtest = responseSchema(
  "Backtest",
  z.object({
    version: z.int().exactOptional(),
    revision: z.int().exactOptional(),
    /** Counts over all messages that were judged, the same on every page. */
    summary: z.object({
      judged: z.int(),
      same: z.int(),
      different: z.int(),
      newlyAnswered: z.int(),
      noLongerAnswered: z.int(),
      own: z.int(),
      unreadable: z.int(),
      unsure: z.array(z.object({ name: z.enum(UNSURE), messages: z.int() })).readonly(),
      rules: z.array(z.object({ id: z.string(), was: z.int(), would: z.int() })).readonly(),
    }),
    messages: z.array(row).readonly(),
    cursor: nextCursor,
  }),
);

const nothing = { rules: [], sends: [], others: [], broadcasts: [], withheld: [], flags: [] };

export const backtestRoutes = routes([
  route({
    operationId: "backtestRules",
    method: "POST",
    path: "/api/rules/backtest",
    role: "operator",
    summary: "Runs a rule set over the last messages and compares with what was sent; nothing is sent",
    request: z.object({ body: request }),
    response: backtest,
    status: 200,
    problems: ["not-found", "conflict"],
    example: {
      body: { draft: true, lastMessages: 500, onlyChanges: true },
      response: {
        revision: 7,
        summary: {
          judged: 500,
          same: 499,
          different: 0,
          newlyAnswered: 1,
          noLongerAnswered: 0,
          own: 0,
          unreadable: 0,
          unsure: [{ name: "pause", messages: 1 }],
          rules: [{ id: "price", was: 0, would: 1 }],
        },
        messages: [
          {
            id: "01KDWYB3M0V6T4N6Q8ZJ5R2X7C",
            receivedAt: 1_767_225_600_000,
            appId: "wx_shop",
            conversationId: "wxid_customer",
            chat: "private",
            sender: "wxid_customer",
            kind: "text",
            text: "价格是多少？",
            verdict: "newly-answered",
            unsure: ["pause"],
            was: { version: 3, ...nothing },
            would: {
              ...nothing,
              rules: ["price"],
              sends: [{ appId: "wx_shop", to: "wxid_customer", content: { type: "text", text: "见价目表" } }],
            },
          },
        ],
      },
    },
    handle: (api, { body: { draft, version, ...rest } }) =>
      api.backtestRules({ ...rest, source: draft ? "draft" : (version ?? "published") }),
  }),
]);
