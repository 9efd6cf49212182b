import type { CallWeixin } from "../../../shared/adapters/weixin/call-weixin.ts";
import { createComponentCall } from "../../../shared/adapters/weixin/component/call.ts";
import { createComponentPlatform } from "../../../shared/adapters/weixin/component/platform.ts";
import { createAuthorizerTokenSource } from "../../../shared/adapters/weixin/tokens/authorizer-token.ts";
import { createComponentTokenSource } from "../../../shared/adapters/weixin/tokens/component-token.ts";
import type { Sealer } from "../../../shared/kernel/application/ports/sealer.ts";
import type { Observability } from "../../../shared/lambda/observability.ts";
import { systemClock } from "../../../shared/lambda/system.ts";
import { TIMEOUTS } from "../../../shared/names.ts";
import { createDynamoAuthorizations } from "../../../shared/official/adapters/dynamo-authorizations.ts";
import { createDynamoComponents } from "../../../shared/official/adapters/dynamo-components.ts";
import { createDynamoTokenStore } from "../../../shared/official/adapters/dynamo-token-store.ts";
import { createKeptTokens } from "../../../shared/official/application/kept-tokens.ts";
import type { AccessTokens } from "../../../shared/official/application/ports/access-tokens.ts";
import type { TableOptions } from "../../../shared/platform/dynamodb/table.ts";

/** Tokens of accounts that authorized a third-party platform: as the sender has them. */
export function authorizerTokens({
  config,
  state,
  call,
  observability: { metrics, log },
}: {
  readonly config: TableOptions & { readonly sealer: Sealer };
  readonly state: TableOptions;
  readonly call: CallWeixin;
  readonly observability: Observability;
}): AccessTokens {
  const clock = systemClock;
  const runtime = { clock, metrics, log };
  const { now } = clock;
  const componentTokens = createKeptTokens("component", {
    ...runtime,
    store: createDynamoTokenStore("component", state),
    source: createComponentTokenSource({ call, now, grants: createDynamoComponents(config) }),
  });
  const timeoutMs = TIMEOUTS.componentCall * 1000;
  const platform = createComponentPlatform(createComponentCall({ call, tokens: componentTokens, timeoutMs }));
  const authorizations = createDynamoAuthorizations(config);
  return createKeptTokens("authorizer", {
    ...runtime,
    store: createDynamoTokenStore("authorizer", state),
    source: createAuthorizerTokenSource({
      call,
      now,
      componentTokens,
      grants: {
        open: authorizations.open,
        rotate: authorizations.rotate,
        lose: authorizations.lose,
        async tellAgain(componentAppId, appId) {
          return (await platform.info(componentAppId, appId))?.refreshToken;
        },
      },
    }),
  });
}
