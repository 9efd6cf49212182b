import * as http from "node:http";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createPostJson } from "../../../../shared/platform/http/post-json.ts";

let server: http.Server;
let port: number;
let sockets: Set<unknown>;
let answer: (response: http.ServerResponse) => void;

beforeEach(async () => {
  sockets = new Set();
  answer = (response) => response.end("{}");
  server = http.createServer((request, response) => {
    sockets.add(request.socket);
    request.resume().once("end", () => answer(response));
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

const post = (postJson = createPostJson(), { scheme = "http", timeoutMs = 60_000 } = {}) =>
  postJson(new URL(`${scheme}://127.0.0.1:${port}/a`), {}, '{"text":"你好"}', timeoutMs);

describe("a POST", () => {
  it("gives status and text of the answer, and uses its connection again", async () => {
    const postJson = createPostJson();
    answer = (response) => response.writeHead(503).end("忙");
    expect(await post(postJson)).toEqual({ type: "answer", status: 503, text: "忙" });
    await post(postJson);
    expect(sockets.size).toBe(1);
  });

  it("takes no connection that was idle for longer than a peer may keep it", async () => {
    const postJson = createPostJson();
    await post(postJson);
    const later = performance.now() + 60_000;
    vi.spyOn(performance, "now").mockReturnValue(later);
    expect(await post(postJson)).toMatchObject({ type: "answer" });
    expect(sockets.size).toBe(2);
  });

  it("follows no redirect", async () => {
    answer = (response) => response.writeHead(302, { location: "/elsewhere" }).end();
    expect(await post()).toMatchObject({ type: "answer", status: 302 });
  });
});

describe("a POST without an answer", () => {
  it("certainly did not reach a peer that refuses connections", async () => {
    await new Promise((resolve) => server.close(resolve));
    expect(await post()).toMatchObject({ type: "error", kind: "not-connected" });
  });

  it("certainly did not reach a peer that speaks no TLS", async () => {
    expect(await post(createPostJson(), { scheme: "https" })).toMatchObject({ type: "error", kind: "not-connected" });
  });

  it("may have reached a peer on a connection that another call has just left to it", async () => {
    const postJson = createPostJson();
    const used = new Set<unknown>();
    answer = (response) => {
      if (used.has(response.socket)) response.socket?.destroy();
      else setTimeout(() => response.end("{}"), 20);
      used.add(response.socket);
    };
    const outcomes = await Promise.all(Array.from({ length: 80 }, () => post(postJson)));
    const kinds = new Set(outcomes.map((outcome) => (outcome.type === "error" ? outcome.kind : "answer")));
    expect([...kinds].sort()).toEqual(["answer", "connection-lost"]);
  });

  it("may have reached a peer that says nothing in time", async () => {
    answer = () => undefined;
    expect(await post(createPostJson(), { timeoutMs: 1000 })).toEqual({
      type: "error",
      kind: "timeout",
      message: "no answer within 1000 ms",
    });
  });

  it("may have reached a peer that falls silent in the middle of its answer", async () => {
    answer = (response) => response.writeHead(200, { "content-length": "10" }).write("{");
    expect(await post(createPostJson(), { timeoutMs: 1000 })).toMatchObject({ type: "error", kind: "timeout" });
  });

  it("may have reached a peer that hangs up, before its answer or in it", async () => {
    answer = (response) => response.socket?.destroy();
    expect(await post()).toMatchObject({ type: "error", kind: "connection-lost" });
    answer = (response) => {
      response.writeHead(200, { "content-length": "10" }).write("{");
      setImmediate(() => response.socket?.destroy());
    };
    expect(await post()).toMatchObject({ type: "error", kind: "connection-lost" });
  });

  it("may have reached a peer whose answer is endless", async () => {
    answer = (response) => response.end(Buffer.alloc(9 * 1024 * 1024, "a"));
    expect(await post()).toMatchObject({ type: "error", kind: "connection-lost" });
  });
});
