import { createAuthorizerTokenSource } from "../adapters/weixin/tokens/authorizer-token.ts";
import { systemClock } from "../lambda/system.ts";
import { createDynamoAuthorizations } from "../official/adapters/dynamo-authorizations.ts";
import { createDynamoTokenStore } from "../official/adapters/dynamo-token-store.ts";
import { createKeptTokens } from "../official/application/kept-tokens.ts";
import type { AccessTokens } from "../official/application/ports/access-tokens.ts";
import { type ComposedPlatforms, composePlatforms, type PlatformParts } from "./platforms.ts";

export type ComposedAuthorizers = ComposedPlatforms & {
  /** Tokens of accounts that authorized a third-party platform, by the accounts' appId. */
  readonly tokens: AccessTokens;
};

/** What is called in the names of third-party platforms, and of the accounts that authorized them. */
export function composeAuthorizers(parts: PlatformParts): ComposedAuthorizers {
  const { config, state, call, observability } = parts;
  const { metrics, log } = observability;
  const { open, rotate, lose } = createDynamoAuthorizations(config);
  const { componentTokens, platform } = composePlatforms(parts);
  const tokens = createKeptTokens("authorizer", {
    clock: systemClock,
    metrics,
    log,
    store: createDynamoTokenStore("authorizer", state),
    source: createAuthorizerTokenSource({
      call,
      now: systemClock.now,
      componentTokens,
      grants: {
        open,
        rotate,
        lose,
        async tellAgain(componentAppId, appId) {
          return (await platform.info(componentAppId, appId))?.refreshToken;
        },
      },
    }),
  });
  return { componentTokens, platform, tokens };
}
