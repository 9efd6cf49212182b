import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { createGuardedFetch } from "../../../../shared/adapters/guarded-fetch/fetch.ts";
import { createFetchFile } from "../../../../shared/adapters/guarded-fetch/fetch-file.ts";

async function aServer() {
  const server = createServer((request, response) => {
    if (request.url === "/file") response.writeHead(200, { "content-type": "image/png" }).end("bytes");
    else if (request.url === "/redirect") response.writeHead(302, { location: "/file" }).end();
    else if (request.url === "/large") response.writeHead(200, { "content-length": "101" }).write("x");
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const fetcher = (...origins: string[]) =>
  createFetchFile(createGuardedFetch({ timeoutMs: 60_000, maxBytes: 100, trustedOrigins: async () => origins }));

it("fetches a file from an origin that the deployment trusts, be it http and private", async () => {
  const origin = await aServer();
  expect(await fetcher("http://127.0.0.1:1", origin)(`${origin}/file`)).toEqual({
    body: Buffer.from("bytes"),
    contentType: "image/png",
  });
});

it("fetches from exactly that origin: no other port, host, scheme or spelling", async () => {
  const origin = await aServer();
  const { port } = new URL(origin);
  for (const url of [
    `http://localhost:${port}/file`,
    `http://127.0.0.1:${Number(port) - 1}/file`,
    `https://127.0.0.1:${port}/file`,
    `http://x@127.0.0.1:${port}/file`,
    `http://127.0.0.1:${port}.example.com/file`,
    `http://127.0.0.1.example.com:${port}/file`,
    `ftp://127.0.0.1:${port}/file`,
    "http://93.184.216.34/file",
    "nonsense",
  ]) {
    await expect(fetcher(origin)(url), url).rejects.toMatchObject({ code: "refused", retryable: false });
  }
  await expect(fetcher()(`${origin}/file`)).rejects.toMatchObject({ code: "refused" });
});

it("holds trusted origins to the limits and to no redirects, and says what else they answer", async () => {
  const origin = await aServer();
  const fetchFile = fetcher(origin);
  await expect(fetchFile(`${origin}/redirect`)).rejects.toMatchObject({ code: "refused" });
  await expect(fetchFile(`${origin}/large`)).rejects.toMatchObject({ code: "too-large" });
  await expect(fetchFile(`${origin}/gone`)).rejects.toMatchObject({
    code: "unreachable",
    message: expect.stringContaining("404"),
  });
});

it("passes on what is not the URL's fault", async () => {
  await expect(fetcher("http://127.0.0.1:1")("http://127.0.0.1:1/file")).rejects.toMatchObject({
    code: "unreachable",
    retryable: true,
  });
});
