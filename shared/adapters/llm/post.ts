import type { AiCredentials } from "./credentials.ts";

/** What a POST came to; the keep-alive client of the gateway has this form. */
export type LlmPost = (
  url: URL,
  headers: Readonly<Record<string, string>>,
  body: string,
  timeoutMs: number,
) => Promise<LlmAnswer>;

export type LlmAnswer =
  | { readonly type: "answer"; readonly status: number; readonly text: string }
  | {
      readonly type: "error";
      readonly kind: "dns" | "not-connected" | "timeout" | "connection-lost";
      readonly message: string;
    };

export type LlmDeps = {
  readonly credentials: () => Promise<AiCredentials>;
  /** Called when the endpoint refused the key: the next call reads it anew. */
  readonly forgetCredentials: () => void;
  readonly post: LlmPost;
};

/** One call below the base URL; the key's header cannot be set over. */
export function postToLlm(
  post: LlmPost,
  baseUrl: string,
  path: string,
  { apiKey, headers }: Pick<AiCredentials, "apiKey" | "headers">,
  body: object,
  timeoutMs: number,
): Promise<LlmAnswer> {
  const url = new URL(baseUrl.replace(/\/+$/, "") + path);
  return post(url, { ...headers, authorization: `Bearer ${apiKey}` }, JSON.stringify(body), timeoutMs);
}
