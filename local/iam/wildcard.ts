/** Whether a text is what a pattern says, in which `*` stands for any characters and `?` for one. */
export function wildcard(pattern: string, flags = ""): (text: string) => boolean {
  const source = pattern
    .replace(/[\\^$.|+()[\]{}]/g, "\\$&")
    .replaceAll("*", "[^]*")
    .replaceAll("?", "[^]");
  const expression = new RegExp(`^${source}$`, flags);
  return (text) => expression.test(text);
}
