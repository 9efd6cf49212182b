import * as http from "node:http";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createSendRequest } from "../../../../shared/platform/http/send-request.ts";

let server: http.Server;
let port: number;
let sockets: Set<unknown>;
let answer: (response: http.ServerResponse) => void;
let seen: string[];

beforeEach(async () => {
  sockets = new Set();
  seen = [];
  answer = (response) => response.end("{}");
  server = http.createServer((request, response) => {
    sockets.add(request.socket);
    const { "content-type": type = "", "content-length": length = "" } = request.headers;
    let body = "";
    request.setEncoding("utf8").on("data", (chunk) => {
      body += chunk;
    });
    request.once("end", () => {
      seen.push([request.method, request.url, type, length, body].join(" "));
      answer(response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  port = address.port;
});
afterEach(() => {
  vi.restoreAllMocks();
  server.closeAllConnections();
  server.close();
});

type Options = { scheme?: string; timeoutMs?: number; method?: "GET" | "POST" };

function call(send = createSendRequest(), { scheme = "http", timeoutMs = 60_000, method = "POST" }: Options = {}) {
  const url = new URL(`${scheme}://127.0.0.1:${port}/a?b=%E4%BD%A0`);
  if (method === "GET") return send({ method, url, timeoutMs });
  return send({ method, url, headers: { "content-type": "application/json" }, body: '{"text":"你好"}', timeoutMs });
}

describe("a request", () => {
  it("gives status and text of the answer, and uses its connection again", async () => {
    const send = createSendRequest();
    answer = (response) => response.writeHead(503).end("忙");
    expect(await call(send)).toEqual({ type: "answer", status: 503, text: "忙" });
    await call(send);
    expect(sockets.size).toBe(1);
  });

  it("has headers as a GET, too, and gives those of the answer where it wants them", async () => {
    answer = (response) => response.setHeader("Wechatpay-Serial", "5157F0").end("{}");
    const url = new URL(`http://127.0.0.1:${port}/a`);
    const get = { method: "GET", url, timeoutMs: 60_000, headers: { "content-type": "application/json" } } as const;
    const send = createSendRequest();
    expect(await send(get)).not.toHaveProperty("headers");
    expect(await send({ ...get, wantsHeaders: true })).toMatchObject({ headers: { "wechatpay-serial": "5157F0" } });
    expect(seen[0]).toBe("GET /a application/json  ");
  });

  it("has its body with its length, and as a GET neither", async () => {
    await call();
    await call(createSendRequest(), { method: "GET" });
    expect(seen).toEqual(['POST /a?b=%E4%BD%A0 application/json 17 {"text":"你好"}', "GET /a?b=%E4%BD%A0   "]);
  });

  it("gives the answer's bytes and media type where it wants them", async () => {
    const bytes = Buffer.from([0xff, 0xd8, 0xff, 0]);
    answer = (response) => response.writeHead(200, { "content-type": "image/jpeg" }).end(bytes);
    const url = new URL(`http://127.0.0.1:${port}/file`);
    const ask = () => createSendRequest()({ method: "GET", url, timeoutMs: 60_000, wantsBytes: true });
    expect(await ask()).toMatchObject({ type: "answer", status: 200, mediaType: "image/jpeg", bytes });
    answer = (response) => response.end("{}");
    expect(await ask()).toMatchObject({ mediaType: "", bytes: Buffer.from("{}") });
  });

  it("takes no connection that was idle for longer than a peer may keep it", async () => {
    const send = createSendRequest();
    await call(send);
    const later = performance.now() + 60_000;
    vi.spyOn(performance, "now").mockReturnValue(later);
    expect(await call(send)).toMatchObject({ type: "answer" });
    expect(sockets.size).toBe(2);
  });

  it("follows no redirect", async () => {
    answer = (response) => response.writeHead(302, { location: "/elsewhere" }).end();
    expect(await call()).toMatchObject({ type: "answer", status: 302 });
  });
});

describe("a request without an answer", () => {
  it("certainly did not reach a peer that refuses connections", async () => {
    await new Promise((resolve) => server.close(resolve));
    expect(await call()).toMatchObject({ type: "error", kind: "not-connected" });
  });

  it("certainly did not reach a peer that speaks no TLS", async () => {
    expect(await call(createSendRequest(), { scheme: "https" })).toMatchObject({
      type: "error",
      kind: "not-connected",
    });
  });

  it("may have reached a peer on a connection that another call has just left to it", async () => {
    const send = createSendRequest();
    const used = new Set<unknown>();
    answer = (response) => {
      if (used.has(response.socket)) response.socket?.destroy();
      else setTimeout(() => response.end("{}"), 20);
      used.add(response.socket);
    };
    const outcomes = await Promise.all(Array.from({ length: 80 }, () => call(send)));
    const kinds = new Set(outcomes.map((outcome) => (outcome.type === "error" ? outcome.kind : "answer")));
    expect([...kinds].sort()).toEqual(["answer", "connection-lost"]);
  });

  it("may have reached a peer that says nothing in time", async () => {
    answer = () => undefined;
    expect(await call(createSendRequest(), { timeoutMs: 1000 })).toEqual({
      type: "error",
      kind: "timeout",
      message: "no answer within 1000 ms",
    });
  });

  it("may have reached a peer that falls silent in the middle of its answer", async () => {
    answer = (response) => response.writeHead(200, { "content-length": "10" }).write("{");
    expect(await call(createSendRequest(), { timeoutMs: 1000 })).toMatchObject({ type: "error", kind: "timeout" });
  });

  it.each(["GET", "POST"] as const)("may have reached a peer that hangs up on a %s", async (method) => {
    answer = (response) => response.socket?.destroy();
    expect(await call(createSendRequest(), { method })).toMatchObject({ type: "error", kind: "connection-lost" });
    expect(seen).toHaveLength(1);
  });

  it("may have reached a peer that hangs up in its answer", async () => {
    answer = (response) => {
      response.writeHead(200, { "content-length": "10" }).write("{");
      setImmediate(() => response.socket?.destroy());
    };
    expect(await call()).toMatchObject({ type: "error", kind: "connection-lost" });
  });

  it("may have reached a peer whose answer is endless", async () => {
    answer = (response) => response.end(Buffer.alloc(9 * 1024 * 1024, "a"));
    expect(await call()).toMatchObject({ type: "error", kind: "connection-lost" });
  });
});
