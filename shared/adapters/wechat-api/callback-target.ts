import type { CallbackTarget } from "../../accounts/application/ports/callback-target.ts";
import type { CallOptions } from "./client/call-endpoint.ts";
import { createClient } from "./client/client.ts";
import { login } from "./contract/modules/login.ts";

/** Where the gateway posts messages, set over HTTP. */
export function createCallbackTarget(options: CallOptions): CallbackTarget {
  const { login: api } = createClient({ login: { setCallback: login.setCallback } }, options);
  return {
    async set(callbackUrl) {
      const { token } = await options.credentials();
      await api.setCallback({ token, callbackUrl });
    },
  };
}
