import type { ComponentPorts } from "../../../../functions/api/components/ports.ts";
import { createMemoryAuthorizationLinks } from "../../../../shared/official/adapters/memory-authorization-links.ts";
import { createMemoryAuthorizations } from "../../../../shared/official/adapters/memory-authorizations.ts";
import { createMemoryComponents } from "../../../../shared/official/adapters/memory-components.ts";
import { createMemoryCredentials } from "../../../../shared/official/adapters/memory-credentials.ts";
import type { KeptKeys } from "../../../../shared/official/domain/kept-credentials.ts";

/** The ports of third-party platforms over memory. */
export function memoryComponentPorts(): Omit<ComponentPorts, "clock" | "newKey" | "publicUrl"> & {
  readonly authorizations: ReturnType<typeof createMemoryAuthorizations>;
} {
  return {
    components: createMemoryComponents(),
    authorizations: createMemoryAuthorizations(),
    authorizationLinks: createMemoryAuthorizationLinks(),
    componentPlatform: {
      async startTickets() {},
      preAuthCode: async () => "preauthcode@@@1",
    },
    componentTasks: { async add() {} },
    callbackKeyRows: createMemoryCredentials<KeptKeys>(),
  };
}
