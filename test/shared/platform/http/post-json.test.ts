import { expect, it } from "vitest";
import type { HttpRequest } from "../../../../shared/kernel/application/ports/http-request.ts";
import { createPostJson } from "../../../../shared/platform/http/post-json.ts";

it("posts JSON unless the headers say otherwise", async () => {
  const sent: HttpRequest[] = [];
  const post = createPostJson(async (request) => {
    sent.push(request);
    return { type: "answer", status: 200, text: "{}" };
  });
  const url = new URL("https://robot.example.com/hook");
  await post(url, { token: "t" }, "{}", 3000);
  await post(url, { "content-type": "text/plain" }, "hello", 3000);
  expect(sent).toEqual([
    { method: "POST", url, headers: { "content-type": "application/json", token: "t" }, body: "{}", timeoutMs: 3000 },
    { method: "POST", url, headers: { "content-type": "text/plain" }, body: "hello", timeoutMs: 3000 },
  ]);
});
