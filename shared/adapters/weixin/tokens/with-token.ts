import type { KeptTokens } from "../../../official/application/ports/kept-tokens.ts";
import { TOKEN_RULES, type TokenKind } from "../../../official/domain/token-kinds.ts";
import { errcodeOf } from "../failure-cause.ts";

/** Does `work` with the owner's token, and once more with the next one where WeChat refuses it for its token. */
export async function withToken<T>(
  { kind, tokens, owner }: { readonly kind: TokenKind; readonly tokens: KeptTokens; readonly owner: string },
  work: (token: string) => Promise<T>,
): Promise<T> {
  const token = await tokens.get(owner);
  try {
    return await work(token);
  } catch (error) {
    if (!TOKEN_RULES[kind].refusedBy.has(errcodeOf(error) ?? 0)) throw error;
    return work(await tokens.refreshed(owner, token));
  }
}
