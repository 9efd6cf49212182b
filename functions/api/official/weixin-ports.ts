import type { Accounts } from "../../../shared/accounts/application/ports/accounts.ts";
import { createFollowers } from "../../../shared/adapters/weixin/books/followers.ts";
import { createMenus } from "../../../shared/adapters/weixin/books/menus.ts";
import { createQrCodes } from "../../../shared/adapters/weixin/books/qr-codes.ts";
import { createFollowerTags } from "../../../shared/adapters/weixin/books/tags.ts";
import { createTemplates } from "../../../shared/adapters/weixin/books/templates.ts";
import { createAuthorizedCall } from "../../../shared/adapters/weixin/call/authorized-call.ts";
import { type CallEndpoint, createCallEndpoint } from "../../../shared/adapters/weixin/call/call-endpoint.ts";
import { createLazyPassThrough } from "../../../shared/adapters/weixin/call/lazy-pass-through.ts";
import type { Weixin } from "../../../shared/composition/weixin-with.ts";
import type { Observability } from "../../../shared/lambda/observability.ts";
import { systemClock } from "../../../shared/lambda/system.ts";
import type { Followers } from "../../../shared/official/application/ports/followers.ts";
import type { Menus } from "../../../shared/official/application/ports/menus.ts";
import type { QrCodes } from "../../../shared/official/application/ports/qr-codes.ts";
import type { FollowerTags } from "../../../shared/official/application/ports/tags.ts";
import type { Templates } from "../../../shared/official/application/ports/templates.ts";
import type { WeixinEndpoints } from "../../../shared/official/application/ports/weixin-endpoints.ts";

/** What the routes over WeChat's API need. */
export type WeixinPorts = {
  readonly accounts: Pick<Accounts, "get">;
  readonly menus: Menus;
  readonly followerTags: FollowerTags;
  readonly followers: Followers;
  readonly qrCodes: QrCodes;
  readonly templates: Templates;
  readonly weixinEndpoints: WeixinEndpoints;
};

/** The ports that WeChat's API brings. */
export function createWeixinPorts({
  weixin: { call, tokens },
  observability: { metrics, log },
}: {
  readonly weixin: Pick<Weixin, "call" | "tokens">;
  readonly observability: Observability;
}): Omit<WeixinPorts, "accounts"> {
  return weixinPortsOver(
    createCallEndpoint({ call: createAuthorizedCall({ call, tokens }), clock: systemClock, metrics, log }),
  );
}

/** The same over one way to call WeChat. */
export function weixinPortsOver(callEndpoint: CallEndpoint): Omit<WeixinPorts, "accounts"> {
  return {
    menus: createMenus(callEndpoint),
    followerTags: createFollowerTags(callEndpoint),
    followers: createFollowers(callEndpoint),
    qrCodes: createQrCodes(callEndpoint),
    templates: createTemplates(callEndpoint),
    weixinEndpoints: createLazyPassThrough(callEndpoint),
  };
}
