import { describe, expect, it } from "vitest";
import { isShownInPlace, mediaTypeOf } from "../../../../shared/media/domain/type.ts";

describe("a file's media type", () => {
  it.each<[string, string | undefined, string]>([
    ["\u00ff\u00d8\u00ff\u00e0..JFIF", "application/octet-stream", "image/jpeg"],
    ["\u0089PNG\r\n\u001a\n", "text/html", "image/png"],
    ["GIF89a", undefined, "image/gif"],
    ["RIFF\0\0\0\0WEBPVP8 ", undefined, "image/webp"],
    ["\0\0\0\u0018ftypmp42", undefined, "video/mp4"],
    ["\u0002#!SILK_V3", undefined, "audio/silk"],
    ["#!SILK_V3", undefined, "audio/silk"],
    ["%PDF-1.7", undefined, "application/pdf"],
    ["hello", "Text/Plain; charset=utf-8", "text/plain"],
    ["hello", "x", "application/octet-stream"],
    ["hello", "text/plain\r\nx: y", "application/octet-stream"],
    ["", undefined, "application/octet-stream"],
  ])("of %j declared as %j is %s", (beginning, declared, type) => {
    expect(mediaTypeOf(Buffer.from(beginning, "latin1"), declared)).toBe(type);
  });

  it("decides whether a browser may show it: never what could hold scripts", () => {
    const shown = ["image/png", "video/mp4", "audio/silk"];
    const downloaded = ["image/svg+xml", "text/html", "application/pdf", "application/octet-stream"];
    expect(shown.filter(isShownInPlace)).toEqual(shown);
    expect(downloaded.filter(isShownInPlace)).toEqual([]);
  });
});
