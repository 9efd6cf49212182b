import type { createIdentityPorts } from "../../../../functions/api/identity/ports.ts";
import { createMemoryWebAccess } from "../../../../shared/identity/adapters/memory-web-access.ts";

/** The ports of people's web sign-in over memory; `ended`: whose sessions were ended; `forgotten`: whose tokens are gone. */
export function memoryIdentityPorts(
  ended: string[] = [],
  forgotten: string[] = [],
): ReturnType<typeof createIdentityPorts> {
  return {
    webAccess: createMemoryWebAccess(),
    async endSessionsNow(appId, openid) {
      ended.push(`${appId} ${openid}`);
    },
    async forgetTokens(appId, openid) {
      forgotten.push(`${appId} ${openid}`);
    },
  };
}
