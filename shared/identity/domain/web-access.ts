import * as z from "zod";
import type { Channel } from "../../accounts/domain/channel.ts";

/**
 * An address without user, query and fragment, ending where it stands: `https://shop.example/account/`. Pages of this
 * machine may be plain `http`, for development.
 */
const placeSchema = z.string().max(500).refine(isPlace, "an https address without user, query and fragment");

/** `https://shop.example`, without a slash at its end. */
const originSchema = z.string().max(300).refine(isOrigin, "an https origin, without path and slash at its end");

/** How a person's page gets the session: a cookie of the platform's origin, or a token for a code of one use. */
export const sessionDeliveries = ["cookie", "code"] as const;

export type SessionDelivery = (typeof sessionDeliveries)[number];

/** What pages of an account's own web site may ask of the platform. Nothing is allowed that is not in it. */
export const webAccessSchema = z.strictObject({
  /** Where people may be led after they signed in: these addresses and what is below those that end with a slash. */
  redirects: z.array(placeSchema).max(50),
  /** Origins whose pages may read sessions and exchange codes (CORS, CSRF). */
  origins: z.array(originSchema).max(50),
  /** Origins whose pages get JS-SDK signatures. */
  signedOrigins: z.array(originSchema).max(50),
  delivery: z.enum(sessionDeliveries),
});

export type WebAccess = z.infer<typeof webAccessSchema>;

/** Of an account that nobody set up. */
export const NO_WEB_ACCESS: WebAccess = { redirects: [], origins: [], signedOrigins: [], delivery: "code" };

/**
 * What of it holds for the accounts of each channel. WeChat knows web sign-in and the JS-SDK for Official Accounts alone,
 * and refuses other AppIDs as it refuses a wrong AppSecret; pages may read sessions of mini programs, too.
 */
const HOLDS: Readonly<Record<Channel, (access: WebAccess) => WebAccess>> = {
  personal: () => NO_WEB_ACCESS,
  official: (access) => access,
  "mini-program": ({ origins, delivery }) => ({ ...NO_WEB_ACCESS, origins, delivery }),
};

/** What pages may ask of an account of the channel, for which `access` is kept. */
export function accessAt(channel: Channel, access: WebAccess): WebAccess {
  return HOLDS[channel](access);
}

/**
 * Places in `redirects` whose pages could not exchange the code that they are led to, since `origins` does not have them;
 * empty where sessions come by a cookie.
 */
export function withoutExchange({ redirects, origins, delivery }: WebAccess): readonly number[] {
  if (delivery !== "code") return [];
  return redirects.flatMap((place, n) => (origins.includes(new URL(place).origin) ? [] : [n]));
}

const LOCAL_HOSTS: ReadonlySet<string> = new Set(["127.0.0.1", "localhost", "[::1]"]);

function isSafe({ protocol, hostname, username, password }: URL): boolean {
  const isEncrypted = protocol === "https:" || (protocol === "http:" && LOCAL_HOSTS.has(hostname));
  return isEncrypted && username === "" && password === "";
}

function isPlace(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && isSafe(url) && url.search === "" && url.hash === "" && url.href === text;
}

function isOrigin(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && isSafe(url) && url.origin === text;
}
