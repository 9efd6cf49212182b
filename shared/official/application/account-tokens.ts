import type { AccessTokens } from "./ports/access-tokens.ts";
import type { AppCredentials } from "./ports/credentials.ts";

/**
 * The tokens by which accounts are called: by their own AppSecret (kind `access`), or by what they authorized a
 * third-party platform to do (kind `authorizer`). Throws what the kind's tokens and the credentials throw.
 */
export function createAccountTokens(deps: {
  readonly credentials: Pick<AppCredentials, "of">;
  readonly access: AccessTokens;
  /** Asked for once, when the first account of a third-party platform calls. */
  readonly authorizer: () => Promise<AccessTokens>;
}): AccessTokens {
  let authorizer: Promise<AccessTokens> | undefined;

  async function tokensOf(appId: string): Promise<AccessTokens> {
    const credential = await deps.credentials.of(appId);
    if (credential?.kind !== "component") return deps.access;
    authorizer ??= deps.authorizer();
    return authorizer;
  }
  return {
    get: async (appId) => (await tokensOf(appId)).get(appId),
    refreshed: async (appId, failedToken) => (await tokensOf(appId)).refreshed(appId, failedToken),
  };
}
