import type { PostWebhook } from "../../routing/application/ports/webhooks.ts";
import { createGuardedFetch, type GuardedFetchOptions } from "./fetch.ts";

/** Bytes of an answer that are read. */
const MAX_BYTES = 1024 * 1024;

/** Posts to URLs that operators gave, through the guarded fetch. */
export function createPostWebhook(options: Pick<GuardedFetchOptions, "trustedOrigins">): PostWebhook {
  return async (url, headers, body, timeoutMs) => {
    const fetch = createGuardedFetch({ ...options, timeoutMs, maxBytes: MAX_BYTES });
    const answer = await fetch(url, { method: "POST", headers, body });
    return { status: answer.status, body: answer.body.toString("utf8") };
  };
}
