import type { LookupAddress } from "node:dns";
import { readFileSync } from "node:fs";
import * as https from "node:https";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createGuardedFetch, type GuardedFetchOptions } from "../../../../shared/adapters/guarded-fetch/fetch.ts";

const tls = (name: string) => readFileSync(new URL(`../../../support/tls/${name}`, import.meta.url), "utf8");
const cert = tls("guarded-test.cert.pem");

let server: https.Server;
let port: number;
const seen: { method: string; url: string; body: string; headers: Record<string, unknown> }[] = [];

beforeAll(async () => {
  server = https.createServer({ cert, key: tls("guarded-test.key.pem") }, (request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.once("end", () => {
      const body = Buffer.concat(chunks).toString();
      seen.push({ method: request.method ?? "", url: request.url ?? "", body, headers: request.headers });
      if (request.url === "/redirect") response.writeHead(302, { location: "https://guarded.test/" }).end();
      else if (request.url === "/large") response.end(Buffer.alloc(5000));
      else if (request.url === "/hang") response.write("…");
      else response.writeHead(200, { "x-answer": "yes", "set-cookie": ["a=1", "b=2"] }).end(`got ${body}`);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  port = (server.address() as AddressInfo).port;
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

/** A resolver that answers from the given addresses by name. */
function resolver(addresses: readonly string[]): NonNullable<GuardedFetchOptions["lookup"]> {
  const answer = (_name: string, _options: unknown, callback: (e: Error | null, a: LookupAddress[]) => void) =>
    callback(
      null,
      addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 })),
    );
  return answer as never;
}

function guarded(overrides: Partial<GuardedFetchOptions> = {}) {
  return createGuardedFetch({
    timeoutMs: 60_000,
    maxBytes: 1000,
    ca: cert,
    lookup: resolver(["127.0.0.1"]),
    allowed: () => true,
    ...overrides,
  });
}

const url = (path: string) => `https://guarded.test:${port}${path}`;

describe("the guarded fetch", () => {
  it("fetches an https URL with its method, headers and body", async () => {
    const answer = await guarded()(url("/hook"), { method: "POST", headers: { "x-sign": "s" }, body: "data" });
    expect(answer.status).toBe(200);
    expect(answer.body.toString()).toBe("got data");
    expect(answer.headers["x-answer"]).toBe("yes");
    expect(answer.headers["set-cookie"]).toBe("a=1, b=2");
    expect(seen.at(-1)).toMatchObject({ method: "POST", url: "/hook", headers: { "x-sign": "s" } });
  });

  it.each([
    ["no URL at all", "nonsense"],
    ["plain http", "http://guarded.test/"],
    ["another scheme", "file:///etc/passwd"],
    ["credentials in it", "https://user:secret@guarded.test/"],
    ["a private address", "https://10.0.0.1/"],
    ["the loopback address", "https://127.0.0.1/"],
    ["an IPv6 loopback", "https://[::1]/"],
    ["an address written as one number", "https://2130706433/"],
  ])("refuses a URL that is or has %s", async (_what, given) => {
    const fetch = createGuardedFetch({ timeoutMs: 500, maxBytes: 10 });
    await expect(fetch(given)).rejects.toMatchObject({ code: "invalid-input" });
  });

  it("judges the address at connect time: a name that points inside is refused, also beside a public address", async () => {
    const inside = createGuardedFetch({ timeoutMs: 500, maxBytes: 10, lookup: resolver(["127.0.0.1"]) });
    await expect(inside("https://public.example/")).rejects.toMatchObject({ code: "invalid-input" });
    const mixed = createGuardedFetch({ timeoutMs: 500, maxBytes: 10, lookup: resolver(["8.8.8.8", "10.0.0.1"]) });
    await expect(mixed("https://public.example/")).rejects.toMatchObject({ code: "invalid-input" });
  });

  it("does not follow redirects", async () => {
    const before = seen.length;
    await expect(guarded()(url("/redirect"))).rejects.toThrow(/redirect/);
    expect(seen.length).toBe(before + 1);
  });

  it("stops reading at the size limit", async () => {
    await expect(guarded()(url("/large"))).rejects.toMatchObject({ code: "too-large" });
  });

  it("gives up at the time limit, also in the middle of an answer", async () => {
    await expect(guarded({ timeoutMs: 100 })(url("/hang"))).rejects.toMatchObject({
      code: "unreachable",
      retryable: true,
    });
  });

  it("says that a name cannot be resolved", async () => {
    const failing = (_n: string, _o: unknown, callback: (e: Error) => void) => callback(new Error("no such name"));
    await expect(guarded({ lookup: failing as never })(url("/"))).rejects.toThrow(/no such name/);
  });

  it("does not trust a certificate that nobody vouches for", async () => {
    const fetch = createGuardedFetch({
      timeoutMs: 500,
      maxBytes: 10,
      lookup: resolver(["127.0.0.1"]),
      allowed: () => true,
    });
    await expect(fetch(url("/"))).rejects.toMatchObject({ code: "unreachable" });
  });
});
