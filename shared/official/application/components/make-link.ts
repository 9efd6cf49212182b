import type { Clock } from "../../../kernel/application/ports/runtime.ts";
import { AppError } from "../../../kernel/domain/errors.ts";
import { authorizationUrls, type LinkWishes } from "../../domain/authorization-url.ts";
import type { AuthorizationLinks } from "../ports/authorization-links.ts";
import type { ComponentPlatform } from "../ports/component-platform.ts";
import type { Components } from "../ports/components.ts";

/** A pre-authorization code is good for so long at least, ms; so is a link that is made with it. */
const LINK_LIFE = 600_000;

export type MadeLink = { readonly url: string; readonly mobileUrl: string; readonly expiresAt: number };

/**
 * Makes a link by which an account's owner gives it to a platform. The owner comes back with a state that is good once,
 * so that a page of another site cannot lead anybody here with a code of its own. Throws `not-found`, and what WeChat
 * refuses.
 */
export function createMakeAuthorizationLink(deps: {
  readonly components: Pick<Components, "get">;
  readonly platform: Pick<ComponentPlatform, "preAuthCode">;
  readonly authorizationLinks: AuthorizationLinks;
  readonly newKey: () => string;
  readonly clock: Pick<Clock, "now">;
  readonly publicUrl: string;
}): (componentAppId: string, wishes: LinkWishes & { readonly redirect?: string | undefined }) => Promise<MadeLink> {
  return async (componentAppId, { redirect, ...wishes }) => {
    const component = await deps.components.get(componentAppId);
    if (!component) throw new AppError("not-found", `there is no third-party platform '${componentAppId}'`);
    const preAuthCode = await deps.platform.preAuthCode(componentAppId);
    const state = deps.newKey();
    const expiresAt = deps.clock.now() + LINK_LIFE;
    const link = { componentAppId, ...(redirect === undefined ? {} : { redirect }) };
    await deps.authorizationLinks.put(state, link, expiresAt);
    const back = `${deps.publicUrl}/callbacks/component/${componentAppId}/authorized?state=${state}`;
    return { ...authorizationUrls(component, { ...wishes, preAuthCode, back }), expiresAt };
  };
}
