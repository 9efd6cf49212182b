import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { createPostWebhook } from "../../../../shared/adapters/guarded-fetch/post-webhook.ts";
import { webhookCredentialsSchema } from "../../../../shared/adapters/webhooks/credentials.ts";

async function aReceiver(): Promise<string> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    response.writeHead(202).end(`${request.method} ${request.headers["webhook-id"]} ${Buffer.concat(chunks)}`);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

it("posts to an origin that the deployment trusts, and to no other that is not public", async () => {
  const origin = await aReceiver();
  const call = [`${origin}/in`, { "webhook-id": "dlv_1" }, "{}", 60_000] as const;
  expect(await createPostWebhook({ trustedOrigins: async () => [origin] })(...call)).toEqual({
    status: 202,
    body: "POST dlv_1 {}",
  });
  await expect(createPostWebhook({})(...call)).rejects.toMatchObject({ code: "invalid-input" });
});

it("trusts origins alone, and has a key that is long enough", () => {
  const key = "k".repeat(16);
  expect(webhookCredentialsSchema.parse({ key })).toEqual({ key, trustedOrigins: [] });
  for (const wrong of [{ key: "short" }, { key, trustedOrigins: ["http://10.0.0.5/path"] }]) {
    expect(webhookCredentialsSchema.safeParse(wrong).success).toBe(false);
  }
});
