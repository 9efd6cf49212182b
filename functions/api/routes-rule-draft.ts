import * as z from "zod";
import { ruleSetSchema } from "../../shared/domain/rule.ts";
import { route } from "./route.ts";
import {
  examplePublished,
  exampleRule,
  note,
  publishedRules,
  rule,
  ruleInput,
  rulesInput,
  versionNumber,
} from "./rule-schemas.ts";
import { requestSchema, responseSchema } from "./schema-names.ts";

const revision = z.int().min(0);

const openDraft = responseSchema(
  "OpenDraft",
  z.object({
    /** To be named by the next change. */
    revision: z.int(),
    /** False where there is no draft: the rules are the published ones then. */
    saved: z.boolean(),
    /** The published version that it was made from. */
    basedOn: z.int(),
    editedAt: z.number(),
    editedBy: z.string(),
    rules: z.array(rule).readonly(),
  }),
);

const draftInput = requestSchema(
  "RuleDraft",
  ruleSetSchema.safeExtend({ revision, basedOn: versionNumber.exactOptional() }),
);

const draftEdits = requestSchema(
  "RuleDraftEdits",
  z
    .strictObject({
      revision,
      /** Rules by their id: in the place of the one that has it, or at the end. */
      set: rulesInput.default([]),
      /** Ids of rules to take out. */
      remove: z.array(ruleInput.shape.id).default([]),
    })
    .refine(({ set, remove }) => set.length + remove.length > 0, "name rules to set or to remove"),
);

const draft = {
  saved: true,
  basedOn: 3,
  editedAt: 1_767_225_600_000,
  editedBy: "operator-1",
  rules: [examplePublished],
};

export const ruleDraftRoutes = [
  route({
    method: "GET",
    path: "/api/rules/draft",
    role: "viewer",
    summary: "The draft; where there is none, the published rules to begin one from",
    request: z.object({}),
    response: openDraft,
    status: 200,
    example: { response: { ...draft, revision: 7 } },
    handle: (api) => api.drafts.open(),
  }),
  route({
    method: "PUT",
    path: "/api/rules/draft",
    role: "operator",
    summary: "Replaces the draft's rules",
    request: z.object({ body: draftInput }),
    response: openDraft,
    status: 200,
    problems: ["conflict"],
    example: { body: { revision: 7, rules: [exampleRule] }, response: { ...draft, revision: 8 } },
    handle: (api, { body }, actor) => api.drafts.save(body, actor.subject),
  }),
  route({
    method: "PATCH",
    path: "/api/rules/draft",
    role: "operator",
    summary: "Puts rules into the draft and takes rules out of it, by their ids",
    request: z.object({ body: draftEdits }),
    response: openDraft,
    status: 200,
    problems: ["conflict", "not-found"],
    example: {
      body: { revision: 7, set: [exampleRule], remove: ["old-price"] },
      response: { ...draft, revision: 8 },
    },
    handle: (api, { body }, actor) => api.drafts.edit(body, actor.subject),
  }),
  route({
    method: "DELETE",
    path: "/api/rules/draft",
    role: "operator",
    summary: "Discards the draft",
    request: z.object({ query: z.strictObject({ revision: z.coerce.number().pipe(revision) }) }),
    response: openDraft,
    status: 200,
    problems: ["conflict"],
    example: { response: { ...draft, revision: 9, saved: false } },
    async handle(api, { query }) {
      await api.drafts.discard(query.revision);
      return api.drafts.open();
    },
  }),
  route({
    method: "POST",
    path: "/api/rules/draft/publish",
    role: "operator",
    summary: "Publishes the draft; every account follows it within 5 s",
    request: z.object({ body: z.strictObject({ revision, note: note.exactOptional() }) }),
    response: publishedRules,
    status: 200,
    problems: ["conflict", "not-found"],
    example: {
      body: { revision: 8, note: "新的价目表" },
      response: {
        version: 4,
        rules: [examplePublished],
        publishedAt: 1_767_225_660_000,
        publishedBy: "operator-1",
        note: "新的价目表",
        draftRevision: 8,
      },
    },
    handle: (api, { body }, actor) => api.drafts.publish(body, actor.subject),
  }),
];
