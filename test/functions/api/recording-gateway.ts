import { parseLossless, stringifyLossless } from "../../../local/lossless-json.ts";
import type { CallOptions } from "../../../shared/adapters/wechat-api/client/call-endpoint.ts";

/** A gateway that keeps what it was `asked` and answers success, unless a test gives another `answer`; `calls` reach it. */
export function recordingGateway() {
  const gateway = { asked: [] as { path: string; body: unknown }[], answer: { ret: 200, msg: "操作成功" } as object };
  const calls: CallOptions = {
    credentials: async () => ({ baseUrl: "https://gateway.example.com", token: "the-token" }),
    postJson: async (url, _headers, body) => {
      gateway.asked.push({ path: url.pathname, body: parseLossless(body) });
      return { type: "answer", status: 200, text: stringifyLossless(gateway.answer) };
    },
    timeoutMs: 1000,
  };
  return { gateway, calls };
}
