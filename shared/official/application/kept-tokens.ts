import { type KeptToken, serving } from "../domain/kept-token.ts";
import type { TokenKind } from "../domain/token-kinds.ts";
import type { KeptTokens } from "./ports/kept-tokens.ts";
import { createRenewToken, type RenewTokenDeps } from "./renew-token.ts";

export type KeptTokensDeps = RenewTokenDeps;

/**
 * Tokens of a kind as one container has them: it remembers what serves, and renews a token once for all callers that wait for it.
 */
export function createKeptTokens(kind: TokenKind, deps: KeptTokensDeps): KeptTokens {
  const renew = createRenewToken(kind, deps);
  const known = new Map<string, KeptToken>();
  const renewing = new Map<string, Promise<KeptToken>>();

  async function shared(owner: string, failed: string | undefined): Promise<string> {
    const key = JSON.stringify([owner, failed]);
    const running = renewing.get(key) ?? renewed(owner, failed).finally(() => renewing.delete(key));
    renewing.set(key, running);
    return (await running).value;
  }

  async function renewed(owner: string, failed: string | undefined): Promise<KeptToken> {
    const token = await renew(owner, failed);
    known.set(owner, token);
    return token;
  }

  const find = (owner: string, failed: string | undefined) =>
    serving(known.get(owner), failed, deps.clock.now())?.value ?? shared(owner, failed);

  return {
    get: async (owner) => find(owner, undefined),
    refreshed: async (owner, failedToken) => find(owner, failedToken),
  };
}
