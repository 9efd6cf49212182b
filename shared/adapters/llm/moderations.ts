import * as z from "zod";
import type { Moderate } from "../../ai/application/ports/ai.ts";
import { ALLOWED } from "../../ai/domain/moderation.ts";
import { AppError } from "../../kernel/domain/errors.ts";
import { cutText, parseJson } from "../../kernel/domain/well-formed.ts";
import { type LlmDeps, postToLlm } from "./post.ts";

const answerSchema = z.looseObject({
  results: z
    .array(z.looseObject({ flagged: z.boolean(), categories: z.record(z.string(), z.boolean()).catch({}) }))
    .min(1),
});

/**
 * Moderation by an OpenAI-compatible `/moderations`, where the secret asks for it; everything is allowed where it does
 * not. Throws `unreachable` where the endpoint gives no verdict.
 */
export function createModerations(deps: LlmDeps & { readonly timeoutMs: number }): Moderate {
  return async (text) => {
    const credentials = await deps.credentials();
    const { moderation } = credentials;
    if (!moderation) return ALLOWED;
    const { baseUrl = credentials.baseUrl, model } = moderation;
    const body = { input: text, ...(model === undefined ? {} : { model }) };
    const answer = await postToLlm(deps.post, baseUrl, "/moderations", credentials, body, deps.timeoutMs);
    if (answer.type === "answer" && (answer.status === 401 || answer.status === 403)) deps.forgetCredentials();
    const what = answer.type === "answer" ? `HTTP ${answer.status}` : answer.kind;
    const verdict = answer.type === "answer" && answer.status === 200 ? read(answer.text) : undefined;
    if (!verdict) throw new AppError("unreachable", `the moderation endpoint gave no verdict (${what})`);
    const [result] = verdict.results;
    if (!result?.flagged) return ALLOWED;
    const categories = Object.entries(result.categories).flatMap(([name, hit]) => (hit ? [name] : []));
    return { verdict: "block", reason: cutText(categories.slice(0, 5).join(","), 200) || "flagged" };
  };
}

function read(text: string): z.infer<typeof answerSchema> | undefined {
  try {
    return answerSchema.safeParse(parseJson(text)).data;
  } catch {
    return undefined;
  }
}
