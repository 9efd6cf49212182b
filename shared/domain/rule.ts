import * as z from "zod";
import { appIdSchema } from "./account.ts";
import { messageContentSchema } from "./content.ts";
import type { MessageKind } from "./inbound-message.ts";
import { MAX_SET_COST, regexCost } from "./regex-cost.ts";

const keywordMatch = z.strictObject({
  type: z.literal("keyword"),
  /** `exact`: the whole text, trimmed; `contains`: anywhere in it. Upper and lower case are the same. */
  mode: z.enum(["exact", "contains"]),
  keywords: z.array(z.string().trim().min(1).max(200)).min(1).max(500),
});

const regexMatch = z.strictObject({
  type: z.literal("regex"),
  /** RE2 syntax: linear time, no lookaround, no backreferences. */
  pattern: z.string().min(1).max(1000),
  ignoreCase: z.boolean().default(false),
});

/** What a person sends: all kinds but notices and events. */
export const SENT_KINDS = [
  "text",
  "quote",
  "image",
  "voice",
  "video",
  "emoji",
  "location",
  "card",
  "link",
  "file",
  "mini-program",
  "video-channel",
  "transfer",
  "red-packet",
  "group-invitation",
  "friend-request",
  "group-announcement",
] as const satisfies readonly MessageKind[];

const kindMatch = z.strictObject({
  type: z.literal("kind"),
  /** Any of these, whatever is in it. */
  kinds: z.array(z.enum(SENT_KINDS)).min(1).max(SENT_KINDS.length),
});

const TEXT = { type: "text" } as const;

const action = z.discriminatedUnion("type", [
  z
    .strictObject({
      type: z.literal("reply"),
      text: z.string().min(1).max(5000).optional(),
      /** What is sent instead of a text. */
      content: messageContentSchema.optional(),
      /** Mentions the sender where the message came in a group. */
      mention: z.literal(true).optional(),
    })
    .refine(({ text, content }) => (text === undefined) !== (content === undefined), "either text or content is needed")
    .refine(({ content, mention }) => !mention || (content ?? TEXT).type === "text", {
      path: ["mention"],
      message: "only a text can mention somebody",
    }),
  z.strictObject({
    type: z.literal("forward"),
    /** The wxid or group id that gets it. */
    to: z.string().min(1).max(128),
    /** The account that sends it; the receiving account where left out. */
    appId: appIdSchema.optional(),
  }),
  /** Accepts a friend request; other messages are left alone. */
  z.strictObject({ type: z.literal("accept-friend") }),
  z.strictObject({ type: z.literal("log"), note: z.string().max(500).optional() }),
]);

export const ruleSchema = z.strictObject({
  id: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, "a rule id has 1 to 64 letters, digits, '_' or '-'"),
  name: z.string().min(1).max(200),
  enabled: z.boolean().default(true),
  /** Higher goes first; equal ones keep their order in the list. */
  priority: z.int().min(-1000).max(1000).default(0),
  /** Only for these accounts; all where left out. */
  accounts: z.array(appIdSchema).min(1).max(5000).optional(),
  chat: z.enum(["any", "private", "group"]).default("any"),
  match: z.discriminatedUnion("type", [keywordMatch, regexMatch, kindMatch]),
  actions: z.array(action).min(1).max(10),
  /** Rules of lower priority are still tried after this one matched. */
  continue: z.boolean().default(false),
});

/** Keywords of all rules of a set together: each is looked for in each text. */
export const MAX_KEYWORDS = 20_000;

export const ruleSetSchema = z.strictObject({ rules: z.array(ruleSchema).max(1000) }).superRefine((set, context) => {
  const seen = new Set<string>();
  for (const [index, rule] of set.rules.entries()) {
    if (seen.has(rule.id)) {
      context.addIssue({
        code: "custom",
        path: ["rules", index, "id"],
        message: `another rule has the id '${rule.id}' too`,
      });
    }
    seen.add(rule.id);
  }
  const keywords = set.rules.reduce(
    (sum, { match }) => sum + (match.type === "keyword" ? match.keywords.length : 0),
    0,
  );
  if (keywords > MAX_KEYWORDS) {
    context.addIssue({
      code: "custom",
      path: ["rules"],
      message: `the rules have ${keywords} keywords together; ${MAX_KEYWORDS} are allowed`,
    });
  }
  const cost = set.rules.reduce((sum, { match }) => sum + (match.type === "regex" ? regexCost(match.pattern) : 0), 0);
  if (cost > MAX_SET_COST) {
    context.addIssue({
      code: "custom",
      path: ["rules"],
      message: `the patterns are too costly together (${cost}; ${MAX_SET_COST} are allowed): use fewer counted repetitions such as {200} and Unicode classes such as \\p{L}`,
    });
  }
});

export type Rule = z.infer<typeof ruleSchema>;

/** One published, immutable state of all rules. Version 0 is the empty set before the first publication. */
export type RuleSnapshot = {
  readonly version: number;
  readonly rules: readonly Rule[];
  readonly publishedAt: number;
  readonly publishedBy: string;
};

export const NO_RULES: RuleSnapshot = { version: 0, rules: [], publishedAt: 0, publishedBy: "" };
