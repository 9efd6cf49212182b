import type { Post } from "../../kernel/application/ports/http-post.ts";
import type { SendRequest } from "../../kernel/application/ports/http-request.ts";
import { createSendRequest } from "./send-request.ts";

/** POST as `send` makes requests. A body is JSON unless the headers say otherwise. */
export function createPostJson(send: SendRequest = createSendRequest()): Post<string | Uint8Array> {
  return (url, headers, body, timeoutMs) =>
    send({ method: "POST", url, headers: { "content-type": "application/json", ...headers }, body, timeoutMs });
}
