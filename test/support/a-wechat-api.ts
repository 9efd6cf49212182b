import { type ApiOf, createClient } from "../../shared/adapters/wechat-api/client/client.ts";
import { contract } from "../../shared/adapters/wechat-api/contract/contract.ts";
import type { PostResult } from "../../shared/kernel/application/ports/http-post.ts";

type Posted = { url: string; headers: Readonly<Record<string, string>>; body: string; timeoutMs: number };

/** A client that records its calls in `posted`; `answer` sets the answer to the next calls. */
export function aWechatApi(credentials: { headerName?: string; paths?: Record<string, string> } = {}): {
  api: ApiOf<typeof contract>;
  posted: Posted[];
  answer: (result: PostResult | string) => void;
} {
  const posted: Posted[] = [];
  let result: PostResult = { type: "answer", status: 200, text: '{"ret":200,"msg":"操作成功"}' };
  const api = createClient(contract, {
    credentials: async () => ({ baseUrl: "https://gateway.example.com/api/", token: "the-token", ...credentials }),
    postJson: async (url, headers, body, timeoutMs) => {
      posted.push({ url: url.href, headers, body, timeoutMs });
      return result;
    },
    timeoutMs: 5000,
  });
  return {
    api,
    posted,
    answer(next) {
      result = typeof next === "string" ? { type: "answer", status: 200, text: next } : next;
    },
  };
}
