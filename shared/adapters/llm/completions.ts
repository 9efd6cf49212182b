import type { Completion, CompletionRequest, Llm } from "../../ai/application/ports/ai.ts";
import type { PostResult } from "../../kernel/application/ports/http-post.ts";
import type { Clock } from "../../kernel/application/ports/runtime.ts";
import type { AiCredentials } from "./credentials.ts";
import { type LlmDeps, postToLlm } from "./post.ts";
import { readCompletion } from "./read-completion.ts";

const TRIES = 3;
const FIRST_PAUSE = 500;
/** With less time left than this (ms) another try would be given up before a model answers. */
const LEAST_TIME = 5000;

type Failed = Extract<Completion, { type: "failed" }>;

/**
 * Chat completions of any OpenAI-compatible endpoint. Tried again within the time: 429, 5xx, and what did not reach the
 * endpoint; not what it may be working on still, nor what it refused.
 */
export function createLlm(deps: LlmDeps & { readonly clock: Clock }): Llm {
  async function complete(request: CompletionRequest): Promise<Completion> {
    const deadline = deps.clock.now() + request.timeoutMs;
    let credentials: AiCredentials;
    try {
      credentials = await deps.credentials();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return failed("unavailable", `the AI's secret cannot be used: ${reason}`);
    }
    const body = bodyOf(request, credentials);
    for (let attempt = 1; ; attempt++) {
      const left = Math.max(1, deadline - deps.clock.now());
      const answer = await postToLlm(deps.post, credentials.baseUrl, "/chat/completions", credentials, body, left);
      if (answer.type === "answer" && answer.status === 200) return readCompletion(answer.text);
      if (answer.type === "answer" && (answer.status === 401 || answer.status === 403)) deps.forgetCredentials();
      const pause = FIRST_PAUSE * 2 ** (attempt - 1);
      const timeAfter = deadline - deps.clock.now() - pause;
      if (attempt === TRIES || !isWorthRepeating(answer) || timeAfter < LEAST_TIME) return failureOf(answer);
      await deps.clock.sleep(pause);
    }
  }

  return { complete };
}

function bodyOf({ messages, model, temperature, maxTokens }: CompletionRequest, credentials: AiCredentials): object {
  return {
    model: model ?? credentials.model,
    messages,
    [credentials.maxTokensName ?? "max_tokens"]: maxTokens,
    ...(temperature === undefined ? {} : { temperature }),
    stream: false,
  };
}

function isWorthRepeating(answer: PostResult): boolean {
  if (answer.type === "answer") return answer.status === 429 || answer.status >= 500;
  return answer.kind === "dns" || answer.kind === "not-connected";
}

/** The endpoint's words stay out: they may quote the request or the key. */
function failureOf(answer: PostResult): Failed {
  if (answer.type === "answer") {
    const { status } = answer;
    // What is wrong with one request (400, 413, 422) says nothing of the next one.
    const own = [400, 413, 422].includes(status);
    return { ...failed("unavailable", `the endpoint answered HTTP ${status}`), upstream: !own };
  }
  const mayCost = answer.kind === "timeout" || answer.kind === "connection-lost";
  const reason = answer.kind === "timeout" ? "timeout" : "unavailable";
  return { ...failed(reason, `the endpoint gave no answer (${answer.kind})`), mayCost };
}

function failed(reason: Failed["reason"], message: string): Failed {
  return { type: "failed", reason, message, upstream: true, mayCost: false };
}
