import type { WebAccess } from "./web-access.ts";

/** The longest address that people are led to, characters. */
const LONGEST = 1000;

/** Visible ASCII: no blanks, tabs or line ends, which browsers drop, and no letters that look like others. */
const VISIBLE = /^[!-~]+$/;

/** An escape of an ASCII character: of `/`, `\`, `.` or `%`, which servers may undo once more, among others. */
const ESCAPED_ASCII = /%[0-7]/;

/** Empty segments, and those that begin with two dots: `//evil.example`, `/..;/admin`. */
const ODD_SEGMENT = /\/(?:\/|\.\.)/;

/**
 * The address where a person may be led after signing in; undefined where the account does not allow it. It is compared as a
 * browser reads it, and has to be written as a browser writes it, so that whoever reads it after this reads the same.
 * Its query is free, and so is its fragment, by which pages of one document tell their views apart.
 */
export function allowedRedirect({ redirects }: Pick<WebAccess, "redirects">, target: string): URL | undefined {
  const url = readable(target);
  return url && redirects.some((place) => isWithin(url, place)) ? url : undefined;
}

function readable(target: string): URL | undefined {
  if (target.length > LONGEST || !VISIBLE.test(target)) return undefined;
  const url = URL.parse(target);
  if (url?.href !== target || url.username !== "" || url.password !== "") return undefined;
  return isPlain(url.pathname) ? url : undefined;
}

function isPlain(pathname: string): boolean {
  if (ESCAPED_ASCII.test(pathname) || ODD_SEGMENT.test(pathname)) return false;
  try {
    const path = decodeURIComponent(pathname);
    // Wide dots and slashes become plain ones where a server folds them.
    return path.normalize("NFKC") === path;
  } catch {
    // Bytes that are no UTF-8, such as a dot written with more bytes than it needs.
    return false;
  }
}

function isWithin(url: URL, place: string): boolean {
  const allowed = URL.parse(place);
  if (!allowed || url.origin !== allowed.origin || url.origin === "null") return false;
  const { pathname } = allowed;
  return pathname.endsWith("/") ? url.pathname.startsWith(pathname) : url.pathname === pathname;
}
