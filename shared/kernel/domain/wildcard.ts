/**
 * Whether a text fits a pattern in which `*` stands for anything, also nothing; case does not count. Linear in the text
 * for each star, whatever the pattern.
 */
export function fitsWildcard(pattern: string, text: string): boolean {
  const [first = "", ...others] = pattern.toLowerCase().split("*");
  const words = text.toLowerCase();
  const last = others.pop();
  if (last === undefined) return words === first;
  if (!words.startsWith(first)) return false;
  let from = first.length;
  for (const part of others) {
    const at = words.indexOf(part, from);
    if (at < 0) return false;
    from = at + part.length;
  }
  return words.length - last.length >= from && words.endsWith(last);
}
