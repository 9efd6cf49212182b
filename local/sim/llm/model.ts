import type { IncomingMessage, ServerResponse } from "node:http";
import * as z from "zod";
import type { LocalClock } from "../../clock.ts";
import { parseJson } from "../../parse-json.ts";
import { type CallLog, recordCall } from "../call-log.ts";
import type { Faults } from "../faults/faults.ts";
import { BadRequest, readText, sendJson, sendText } from "../http.ts";
import { SIMULATED_LLM } from "./credentials.ts";

/** Where the simulated language model begins. */
export const LLM_PREFIX = "/llm/v1/";

const completionRequest = z.looseObject({
  model: z.string().min(1),
  messages: z.array(z.looseObject({ role: z.enum(["system", "user", "assistant"]), content: z.string() })).min(1),
  max_tokens: z.int().positive().optional(),
  stream: z.literal(false).optional(),
});
const moderationRequest = z.looseObject({ input: z.string() });

type Answer = { readonly status: number; readonly body: object };

/**
 * A language model that speaks OpenAI's protocol and always says the same to the same request: what it was asked last,
 * and how many messages it was given. Its moderation flags what has 违禁 in it. Every call is in the log of calls.
 */
export function createLlm(options: { clock: Pick<LocalClock, "now">; log: CallLog; faults: Faults }) {
  const { clock, log, faults } = options;

  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = (request.url ?? "").split("?", 1)[0] ?? "";
    const raw = await readText(request);
    const fault = faults.take({ path, appId: "", toWxid: undefined, onlyNamed: true });
    const answer = answerTo(path, request, raw, clock.now());
    const executed = fault === undefined || fault.kind === "latency" || ("value" in fault && fault.value === "after");
    const body = parseJson(raw) === undefined ? JSON.stringify(raw) : raw;
    const call = { at: clock.now(), path, appId: "", body, ret: answer.status };
    await recordCall(log, { ...call, fault: fault?.kind ?? null, executed });
    switch (fault?.kind) {
      case "status":
        return sendJson(response, fault.value, openAiError("simulated failure"));
      case "ret":
        return sendJson(response, 400, openAiError(fault.msg));
      case "body":
        return sendText(response, 200, fault.value);
      case "drop":
        request.socket.destroy();
        return;
      case "hang":
        return;
      default:
        if (fault) await faults.wait(fault.value);
        return sendJson(response, answer.status, answer.body);
    }
  };
}

function answerTo(path: string, request: IncomingMessage, raw: string, now: number): Answer {
  if (request.headers.authorization !== `Bearer ${SIMULATED_LLM.apiKey}`) {
    return { status: 401, body: openAiError("Incorrect API key provided") };
  }
  if (request.method !== "POST") throw new BadRequest(`no route ${request.method} ${path}`, 404);
  switch (path) {
    case `${LLM_PREFIX}chat/completions`: {
      const parsed = completionRequest.safeParse(parseJson(raw));
      if (!parsed.success) return { status: 400, body: openAiError(z.prettifyError(parsed.error)) };
      return { status: 200, body: completion(parsed.data, now) };
    }
    case `${LLM_PREFIX}moderations`: {
      const parsed = moderationRequest.safeParse(parseJson(raw));
      if (!parsed.success) return { status: 400, body: openAiError(z.prettifyError(parsed.error)) };
      const flagged = parsed.data.input.includes("违禁");
      return {
        status: 200,
        body: { model: "sim-moderation", results: [{ flagged, categories: { illicit: flagged } }] },
      };
    }
    default:
      throw new BadRequest(
        `no route ${path}: there are ${LLM_PREFIX}chat/completions and ${LLM_PREFIX}moderations`,
        404,
      );
  }
}

function completion({ model, messages }: z.infer<typeof completionRequest>, now: number): object {
  const last = messages.at(-1)?.content ?? "";
  const question = (/<user_message[^>]*>([^<]*)<\/user_message>\s*$/.exec(last)?.[1] ?? last).slice(0, 200);
  const content = `【模拟回答】您问的是“${question}”，上文 ${messages.length - 2} 条。`;
  const prompt = messages.reduce((sum, message) => sum + message.content.length, 0);
  return {
    id: `chatcmpl-${prompt}`,
    object: "chat.completion",
    created: Math.floor(now / 1000),
    model,
    choices: [{ index: 0, message: { role: "assistant", content }, finish_reason: "stop" }],
    usage: { prompt_tokens: prompt, completion_tokens: content.length, total_tokens: prompt + content.length },
  };
}

function openAiError(message: string): object {
  return { error: { message, type: "invalid_request_error", param: null, code: null } };
}
