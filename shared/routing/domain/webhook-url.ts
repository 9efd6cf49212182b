import { mediaUrlFault } from "../../messages/domain/media-url.ts";

/**
 * Why a URL cannot be a webhook's; undefined where nothing is wrong. Origins that the deployment trusts need no https.
 */
export function webhookUrlFault(url: string, trustedOrigins: readonly string[]): string | undefined {
  const isTrusted = URL.canParse(url) && trustedOrigins.includes(new URL(url).origin);
  return isTrusted ? undefined : mediaUrlFault(url);
}
