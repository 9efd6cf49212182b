import * as z from "zod";

/** Characters of a URL. */
const MAX_URL = 2048;

/** A name with a dot whose last part is no number: no `localhost`, no IP address however it is written. */
const PUBLIC_NAME = /^(?=.{1,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+(?=[a-z])[a-z0-9-]{0,61}[a-z0-9]$/;

/**
 * Why the gateway is not told to fetch a URL; undefined where it may be fetched. Only its form is checked: https, a public
 * host name, no user name or password, no fragment (fetching drops it, so that two URLs would be one file).
 */
export function mediaUrlFault(given: string): string | undefined {
  if (given.length > MAX_URL) return `the URL has ${given.length} characters; ${MAX_URL} are allowed`;
  if (/[\s\p{Cc}\\]/u.test(given)) return "the URL has blanks, backslashes or control characters: encode them";
  if (!URL.canParse(given)) return "this is not a URL";
  const url = new URL(given);
  if (url.protocol !== "https:") return "the URL must begin with https://";
  if (url.username !== "" || url.password !== "") return "the URL has a user name or password";
  if (given.includes("#")) return "the URL has a fragment ('#…')";
  if (!PUBLIC_NAME.test(url.hostname)) return "the URL's host is not a public name, such as cdn.example.com";
  return undefined;
}

/** A URL from which the gateway fetches a file. */
export const mediaUrlSchema = z.string().superRefine((given, context) => {
  const message = mediaUrlFault(given);
  if (message !== undefined) context.addIssue({ code: "custom", message });
});

/** A page that people open on their phones. The platform does not fetch it, so http is allowed. */
export const pageUrlSchema = z
  .url({ protocol: /^https?$/, error: "a URL that begins with https:// or http:// is needed" })
  .max(MAX_URL);
