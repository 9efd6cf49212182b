import type { Post, PostResult } from "../../kernel/application/ports/http-post.ts";
import type { AiCredentials } from "./credentials.ts";

export type LlmDeps = {
  readonly credentials: () => Promise<AiCredentials>;
  /** Called when the endpoint refused the key: the next call reads it anew. */
  readonly forgetCredentials: () => void;
  readonly post: Post<string>;
};

/** One call below the base URL; the key's header cannot be set over. */
export function postToLlm(
  post: Post<string>,
  baseUrl: string,
  path: string,
  { apiKey, headers }: Pick<AiCredentials, "apiKey" | "headers">,
  body: object,
  timeoutMs: number,
): Promise<PostResult> {
  const url = new URL(baseUrl.replace(/\/+$/, "") + path);
  return post(url, { ...headers, authorization: `Bearer ${apiKey}` }, JSON.stringify(body), timeoutMs);
}
