import { describe, expect, it } from "vitest";
import { mediaUrlFault } from "../../../../shared/messages/domain/media-url.ts";

describe("a URL that the gateway is to fetch", () => {
  it.each([
    "https://cdn.example.com/a.png",
    "https://cdn.example.com:8443/%E4%BD%A0?x=1&y=%23",
    "https://例子.example.com/图片.png",
    "https://my_bucket.example.com/",
  ])("may be %s", (url) => {
    expect(mediaUrlFault(url)).toBeUndefined();
  });

  it.each([
    ["http://cdn.example.com/a.png", "https://"],
    ["ftp://cdn.example.com/a.png", "https://"],
    ["file:///etc/passwd", "https://"],
    ["cdn.example.com/a.png", "not a URL"],
    ["", "not a URL"],
    ["https://user:secret@cdn.example.com/", "user name"],
    ["https://user@cdn.example.com/", "user name"],
    ["https://cdn.example.com/a.png#x", "fragment"],
    ["https://cdn.example.com/a.png#", "fragment"],
    ["https://localhost/a.png", "public name"],
    ["https://127.0.0.1/a.png", "public name"],
    ["https://0x7f.1/a.png", "public name"],
    ["https://2130706433/", "public name"],
    ["https://[::1]/a.png", "public name"],
    ["https://intranet/a.png", "public name"],
    ["https://cdn.example.com\\@evil.example.com/", "backslashes"],
    [" https://cdn.example.com/a.png", "blanks"],
    ["https://cdn.example.com/a b.png", "blanks"],
    ["https://cdn.example.com/a\n.png", "blanks"],
    [`https://cdn.example.com/${"a".repeat(2048)}`, "2048"],
  ])("may not be %j", (url, reason) => {
    expect(mediaUrlFault(url)).toContain(reason);
  });
});
