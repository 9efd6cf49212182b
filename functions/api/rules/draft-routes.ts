import * as z from "zod";
import { createDrafts, type OpenDraft } from "../../../shared/rules/application/edit-draft.ts";
import { createPublishRules } from "../../../shared/rules/application/publish-rules.ts";
import { ruleSetSchema } from "../../../shared/rules/domain/rule.ts";
import { routesOver } from "../http/route.ts";
import { requestSchema, responseSchema } from "../http/schema-names.ts";
import { nextOffset, rulesPage, rulesQuery } from "./page.ts";
import type { RulePorts } from "./ports.ts";
import {
  examplePublished,
  exampleRule,
  note,
  publishedVersion,
  publishedView,
  RULES_LIMIT,
  rule,
  ruleInput,
  rulesInput,
  versionNumber,
} from "./schemas.ts";
import { createRuleCheck } from "./use-cases.ts";

const { route, routes } = routesOver("rules", (ports: RulePorts) => ({
  drafts: createDrafts({
    ...ports,
    drafts: ports.ruleDrafts,
    publish: createPublishRules({ ...ports, checkRules: createRuleCheck(ports) }),
  }),
}));

const revision = z.int().min(0);

const about = {
  /** The next change has to name it. */
  revision: z.int(),
  /** False if there is no draft; the rules are the published rules then. */
  saved: z.boolean(),
  /** The published version that the draft was made from. */
  basedOn: z.int(),
  editedAt: z.number(),
  editedBy: z.string(),
  ruleCount: z.int(),
};

const openDraft = responseSchema("OpenDraft", z.object({ ...about, rules: z.array(rule).readonly(), nextOffset }));
const draftState = responseSchema("DraftState", z.object(about));

const stateOf = ({ rules, ...state }: OpenDraft) => ({ ...state, ruleCount: rules.length });

const draftInput = requestSchema(
  "RuleDraft",
  ruleSetSchema.safeExtend({ revision, basedOn: versionNumber.exactOptional() }),
);

const draftEdits = requestSchema(
  "RuleDraftEdits",
  z
    .strictObject({
      revision,
      /** Each rule takes the place of the rule with its id, or goes to the end. */
      set: rulesInput.default([]),
      /** Ids of the rules to take out. */
      remove: z.array(ruleInput.shape.id).default([]),
    })
    .refine(({ set, remove }) => set.length + remove.length > 0, "name rules to set or to remove"),
);

const draft = {
  saved: true,
  basedOn: 3,
  editedAt: 1_767_225_600_000,
  editedBy: "operator-1",
  ruleCount: 1,
};

export const ruleDraftRoutes = routes([
  route({
    operationId: "getRuleDraft",
    method: "GET",
    path: "/api/rules/draft",
    role: "viewer",
    summary: "Shows the draft. Without a draft these are the published rules, to begin a draft from",
    request: z.object({ query: rulesQuery }),
    response: openDraft,
    status: 200,
    problems: ["too-large"],
    example: { response: { ...draft, revision: 7, rules: [examplePublished] } },
    handle: async (api, { query }) => rulesPage(await api.drafts.open(), query),
  }),
  route({
    operationId: "replaceRuleDraft",
    method: "PUT",
    path: "/api/rules/draft",
    bodyLimit: RULES_LIMIT,
    role: "operator",
    summary: "Replaces the draft's rules",
    request: z.object({ body: draftInput }),
    response: draftState,
    status: 200,
    problems: ["conflict"],
    example: { body: { revision: 7, rules: [exampleRule] }, response: { ...draft, revision: 8 } },
    handle: async (api, { body }, actor) => stateOf(await api.drafts.save(body, actor.subject)),
  }),
  route({
    operationId: "editRuleDraft",
    method: "PATCH",
    path: "/api/rules/draft",
    bodyLimit: RULES_LIMIT,
    role: "operator",
    summary: "Puts rules into the draft and takes rules out of it, by their ids",
    request: z.object({ body: draftEdits }),
    response: draftState,
    status: 200,
    problems: ["conflict", "not-found"],
    example: {
      body: { revision: 7, set: [exampleRule], remove: ["old-price"] },
      response: { ...draft, revision: 8 },
    },
    handle: async (api, { body }, actor) => stateOf(await api.drafts.edit(body, actor.subject)),
  }),
  route({
    operationId: "discardRuleDraft",
    method: "DELETE",
    path: "/api/rules/draft",
    role: "operator",
    summary: "Discards the draft",
    request: z.object({ query: z.strictObject({ revision: z.coerce.number().pipe(revision) }) }),
    response: draftState,
    status: 200,
    problems: ["conflict"],
    example: { response: { ...draft, revision: 9, saved: false } },
    async handle(api, { query }) {
      await api.drafts.discard(query.revision);
      return stateOf(await api.drafts.open());
    },
  }),
  route({
    operationId: "publishRuleDraft",
    method: "POST",
    path: "/api/rules/draft/publish",
    role: "operator",
    summary: "Publishes the draft; every account follows it within 5 s",
    request: z.object({ body: z.strictObject({ revision, note: note.exactOptional() }) }),
    response: publishedVersion,
    status: 200,
    problems: ["conflict", "not-found"],
    example: {
      body: { revision: 8, note: "新的价目表" },
      response: {
        version: 4,
        publishedAt: 1_767_225_660_000,
        publishedBy: "operator-1",
        note: "新的价目表",
        draftRevision: 8,
        ruleCount: 12,
        warnings: [],
      },
    },
    handle: async (api, { body }, actor) => publishedView(await api.drafts.publish(body, actor.subject)),
  }),
]);
