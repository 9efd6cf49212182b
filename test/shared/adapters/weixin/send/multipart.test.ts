import * as fc from "fast-check";
import { expect, it } from "vitest";
import { multipartFile } from "../../../../../shared/adapters/weixin/send/multipart.ts";

const file = { part: "media", mediaType: "image/jpeg", bytes: Buffer.from([0, 255, 13, 10, 45, 45]) };

it("is the bytes of RFC 7578, with names in UTF-8, and quotes and line ends escaped", () => {
  const { contentType, bytes } = multipartFile({
    ...file,
    name: '我的"照片"\r\n😀.jpg',
    fields: { description: "{}" },
  });
  const boundary = contentType.slice("multipart/form-data; boundary=".length);
  const text = [
    `--${boundary}`,
    'content-disposition: form-data; name="description"',
    "",
    "{}",
    `--${boundary}`,
    'content-disposition: form-data; name="media"; filename="我的%22照片%22%0D%0A😀.jpg"; filelength=6',
    "content-type: image/jpeg",
    "",
    "",
  ].join("\r\n");
  expect(bytes).toEqual(Buffer.concat([Buffer.from(text), file.bytes, Buffer.from(`\r\n--${boundary}--\r\n`)]));
});

it("is read by a browser's parser as it was given", async () => {
  const plain = fc.string({ unit: "grapheme", minLength: 1, maxLength: 20 }).filter((name) => !/["\r\n\\%]/.test(name));
  await fc.assert(
    fc.asyncProperty(plain, fc.uint8Array({ maxLength: 50 }), async (name, content) => {
      const { contentType, bytes } = multipartFile({ ...file, name, bytes: content });
      const form = await new Response(bytes, { headers: { "content-type": contentType } }).formData();
      const read = form.get("media");
      if (!(read instanceof File)) throw new Error("no file");
      expect(read.name).toBe(name);
      expect(new Uint8Array(await read.arrayBuffer())).toEqual(content);
    }),
    { numRuns: 50 },
  );
});
