import { hash } from "node:crypto";
import { sha256Hex } from "../../kernel/domain/ids.ts";
import type { WebAccess } from "./web-access.ts";

/** The longest address that is signed, characters. */
export const LONGEST_ADDRESS = 2048;

/** A page's address has neither: browsers write them as percent codes. */
const BLANK_OR_CONTROL = /[\s\p{Cc}]/u;

/** What may stand behind the origin of an address that has no fragment. */
const BEHIND_ORIGIN: ReadonlySet<string> = new Set(["", "/", "?"]);

/**
 * The address of a page as WeChat's client signs it: what the page says, letter by letter, up to its `#`. Undefined
 * where the page is not of an origin that may be signed for.
 */
export function signedAddress(said: string, { signedOrigins }: Pick<WebAccess, "signedOrigins">): string | undefined {
  const address = said.split("#", 1)[0] ?? "";
  if (address.length > LONGEST_ADDRESS || BLANK_OR_CONTROL.test(address)) return undefined;
  // The host ends where the origin does, so that no reader of addresses can take another host for it.
  const isAllowed = signedOrigins.some(
    (origin) => address.startsWith(origin) && BEHIND_ORIGIN.has(address.charAt(origin.length)),
  );
  return isAllowed ? address : undefined;
}

/** What a page gives to `wx.config`, beside the ticket that stays here. `timestamp`: epoch seconds. */
export type PageSigning = {
  readonly ticket: string;
  readonly nonceStr: string;
  readonly timestamp: number;
  readonly address: string;
};

/**
 * SHA-1 in hex over the raw values, whatever they hold.
 * https://developers.weixin.qq.com/doc/offiaccount/OA_Web_Apps/JS-SDK.html#62
 */
export function pageSignature({ ticket, nonceStr, timestamp, address }: PageSigning): string {
  return hash("sha1", `jsapi_ticket=${ticket}&noncestr=${nonceStr}&timestamp=${timestamp}&url=${address}`);
}

/** Names a ticket to strangers: 16 hex digits from which the ticket cannot be had. */
export function ticketIdOf(appId: string, ticket: string): string {
  return sha256Hex("jsapi-ticket", appId, ticket).slice(0, 16);
}
