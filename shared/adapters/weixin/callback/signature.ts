import { hash, timingSafeEqual } from "node:crypto";

/**
 * Whether `given` is WeChat's signature of `parts` (the token first): the SHA-1 of the sorted parts, joined, in hex. It
 * takes the same time however much of it is right.
 * https://developers.weixin.qq.com/doc/offiaccount/Basic_Information/Access_Overview.html
 */
export function isSigned(given: string, parts: readonly string[]): boolean {
  const expected = Buffer.from(signatureOf(parts), "hex");
  const bytes = /^[\da-f]{40}$/i.test(given) ? Buffer.from(given, "hex") : Buffer.alloc(expected.length);
  return timingSafeEqual(bytes, expected);
}

/** The signature of `parts`, in lower-case hex. */
export function signatureOf(parts: readonly string[]): string {
  return hash("sha1", parts.toSorted().join(""), "hex");
}
