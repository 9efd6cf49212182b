import type { createIdentityPorts } from "../../../../functions/api/identity/ports.ts";
import { createMemoryWebAccess } from "../../../../shared/identity/adapters/memory-web-access.ts";

import { createForgetPages } from "../../../../shared/identity/application/forget-pages.ts";
import { NOON } from "../../../support/builders.ts";

/** The ports of people's web sign-in over memory; `ended`: whose sessions were ended; `forgotten`: whose tokens are gone. */
export function memoryIdentityPorts(
  ended: string[] = [],
  forgotten: string[] = [],
): ReturnType<typeof createIdentityPorts> {
  const webAccess = createMemoryWebAccess();
  const sessionRows = { endAllBefore: async (appId: string) => void ended.push(`${appId} *`) };
  return {
    webAccess,
    accountPages: { forget: createForgetPages({ webAccess, sessionRows, clock: { now: () => NOON } }) },
    async endSessionsNow(appId, openid) {
      ended.push(`${appId} ${openid}`);
    },
    async forgetTokens(appId, openid) {
      forgotten.push(`${appId} ${openid}`);
    },
  };
}
