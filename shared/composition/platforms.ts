import type { CallWeixin } from "../adapters/weixin/call-weixin.ts";
import { createComponentCall } from "../adapters/weixin/component/call.ts";
import { createComponentPlatform } from "../adapters/weixin/component/platform.ts";
import { createComponentTokenSource } from "../adapters/weixin/tokens/component-token.ts";
import type { Sealer } from "../kernel/application/ports/sealer.ts";
import type { Observability } from "../lambda/observability.ts";
import { systemClock } from "../lambda/system.ts";
import { TIMEOUTS } from "../names.ts";
import { createDynamoComponents } from "../official/adapters/dynamo-components.ts";
import { createDynamoTokenStore } from "../official/adapters/dynamo-token-store.ts";
import { createKeptTokens } from "../official/application/kept-tokens.ts";
import type { ComponentPlatform } from "../official/application/ports/component-platform.ts";
import type { KeptTokens } from "../official/application/ports/kept-tokens.ts";
import type { TableOptions } from "../platform/dynamodb/table.ts";

export type PlatformParts = {
  readonly config: TableOptions & { readonly sealer: Sealer };
  readonly state: TableOptions;
  readonly call: CallWeixin;
  readonly observability: Pick<Observability, "log" | "metrics">;
};

export type ComposedPlatforms = {
  /** Third-party platforms' own tokens, by their appId. */
  readonly componentTokens: KeptTokens;
  /** What they ask WeChat in their own names. */
  readonly platform: ComponentPlatform;
};

/** What is called in the names of third-party platforms. */
export function composePlatforms({ config, state, call, observability }: PlatformParts): ComposedPlatforms {
  const { metrics, log } = observability;
  const componentTokens = createKeptTokens("component", {
    clock: systemClock,
    metrics,
    log,
    store: createDynamoTokenStore("component", state),
    source: createComponentTokenSource({ call, now: systemClock.now, grants: createDynamoComponents(config) }),
  });
  const timeoutMs = TIMEOUTS.componentCall * 1000;
  const platform = createComponentPlatform(createComponentCall({ call, tokens: componentTokens, timeoutMs }));
  return { componentTokens, platform };
}
