import type { createIdentityPorts } from "../../../../functions/api/identity/ports.ts";
import { createMemoryWebAccess } from "../../../../shared/identity/adapters/memory-web-access.ts";

/** The ports of people's web sign-in over memory. */
export function memoryIdentityPorts(): ReturnType<typeof createIdentityPorts> {
  return { webAccess: createMemoryWebAccess() };
}
