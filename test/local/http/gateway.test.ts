import { connect } from "node:net";
import { describe, expect, it } from "vitest";
import { aGateway, route } from "./a-gateway.ts";

const ROUTES = [route("POST /callbacks/{key}"), route("ANY /api/{proxy+}")];
const MB = 1024 * 1024;

describe("a request that fits a route", () => {
  it("reaches the function as an event of payload format 2.0", async () => {
    await using gateway = await aGateway(ROUTES);
    const { status, ...answer } = await gateway.call("POST /callbacks/a%20b?x=1&y=%E4%BD%A0&x=2", {
      headers: { "content-type": "application/json", cookie: "a=1; b=2", "user-agent": "test" },
      body: '{"你":1}',
    });
    expect(status).toBe(200);
    expect(answer.json()).toMatchObject({
      version: "2.0",
      routeKey: "POST /callbacks/{key}",
      rawPath: "/callbacks/a%20b",
      rawQueryString: "x=1&y=%E4%BD%A0&x=2",
      queryStringParameters: { x: "1,2", y: "你" },
      pathParameters: { key: "a b" },
      cookies: ["a=1", "b=2"],
      headers: { "content-type": "application/json", "user-agent": "test", "x-forwarded-for": "127.0.0.1" },
      body: '{"你":1}',
      isBase64Encoded: false,
      requestContext: {
        http: { method: "POST", path: "/callbacks/a%20b", sourceIp: "127.0.0.1", userAgent: "test" },
        requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        stage: "$default",
        time: expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
      },
    });
    expect(answer.json()).not.toHaveProperty("headers.cookie");
    expect(answer.json()).not.toHaveProperty("requestContext.authorizer");
  });

  it.each([
    ["application/octet-stream", Buffer.from([0, 255, 254])],
    ["application/x-www-form-urlencoded", Buffer.from("a=1")],
    ["", Buffer.from("plain")],
  ])("hands over a body of type '%s' as base64", async (type, body) => {
    await using gateway = await aGateway(ROUTES);
    const headers = type === "" ? {} : { "content-type": type };
    const event = (await gateway.call("POST /callbacks/k", { headers, body })).json();
    expect(event).toMatchObject({ body: body.toString("base64"), isBase64Encoded: true });
  });

  it("has no body, query or path members in its event where it has none", async () => {
    await using gateway = await aGateway([route("GET /healthz")]);
    const event = (await gateway.call("GET /healthz")).json();
    for (const member of ["body", "queryStringParameters", "pathParameters", "cookies"]) {
      expect(event).not.toHaveProperty(member);
    }
    expect(event).toMatchObject({ rawQueryString: "", isBase64Encoded: false });
  });
});

describe("a function's answer", () => {
  it.each([
    [{ statusCode: 201, headers: { "X-A": 5 }, cookies: ["c=1", "d=2"], body: "你" }, 201, "你"],
    [{ statusCode: 200, body: Buffer.from("bin").toString("base64"), isBase64Encoded: true }, 200, "bin"],
    [{ statusCode: 204 }, 204, ""],
    [{ free: "form" }, 200, '{"free":"form"}'],
    ["text", 200, "text"],
    [{ statusCode: "nonsense" }, 500, '{"message":"Internal Server Error"}'],
  ])("%j becomes %d %s", async (payload, status, text) => {
    await using gateway = await aGateway(ROUTES, () => payload);
    expect(await gateway.call("POST /callbacks/k")).toMatchObject({ status, text });
  });

  it("keeps its headers and cookies", async () => {
    const payload = { statusCode: 200, headers: { "X-A": 5 }, cookies: ["c=1", "d=2"] };
    await using gateway = await aGateway(ROUTES, () => payload);
    const { headers } = await gateway.call("POST /callbacks/k");
    expect(headers).toMatchObject({ "x-a": "5", "set-cookie": ["c=1", "d=2"] });
  });

  it.each([
    ["error", 500],
    ["timeout", 500],
    ["throttled", 503],
  ] as const)("that is missing (%s) is a %d without details", async (kind, status) => {
    await using gateway = await aGateway(ROUTES, () => kind);
    const answer = await gateway.call("POST /callbacks/k");
    expect(answer.status).toBe(status);
    expect(answer.text).not.toContain("secret");
  });
});

describe("the gateway refuses", () => {
  it("what no route fits with 404, and a path that is no UTF-8 with 400", async () => {
    await using gateway = await aGateway(ROUTES);
    expect(await gateway.call("GET /callbacks/k")).toMatchObject({ status: 404, text: '{"message":"Not Found"}' });
    expect((await gateway.call("GET /nowhere")).status).toBe(404);
    expect((await gateway.call("POST /callbacks/%ff")).status).toBe(400);
  });

  it("a body over 10 MB with 413, announced or not", async () => {
    await using gateway = await aGateway(ROUTES);
    const type = { "content-type": "text/plain" };
    const chunked = { ...type, "transfer-encoding": "chunked" };
    const long = await gateway.call("POST /callbacks/k", { headers: chunked, body: Buffer.alloc(10 * MB + 1, "x") });
    expect(long).toMatchObject({ status: 413, text: '{"message":"Request Entity Too Large"}' });
    expect(await answerTo(gateway.port, `content-length: ${10 * MB + 1}\r\n\r\n`)).toMatch(/^HTTP\/1\.1 413/);
  });

  it.each([
    ["text/plain", "x", 6 * MB - 2000, 200],
    ["text/plain", "x", 6 * MB, 413],
    // A quote takes two bytes in the event, and bytes take four thirds.
    ["application/json", '"', 3 * MB, 413],
    ["application/gzip", "x", 4 * MB, 200],
    ["application/gzip", "x", 5 * MB, 413],
  ])("what Lambda refuses: as %s, %j times %d is %d", async (type, character, count, status) => {
    await using gateway = await aGateway(ROUTES, () => ({ statusCode: 200 }));
    const body = Buffer.alloc(count, character);
    const answer = await gateway.call("POST /callbacks/k", { headers: { "content-type": type }, body });
    expect(answer.status).toBe(status);
  });

  it.each([
    ["x", 6 * MB - 2000, 200],
    ["x", 6 * MB + 200, 500],
    ['"', 3 * MB + 100, 500],
  ])("an answer that Lambda refuses: %j times %d is %d", async (character, count, status) => {
    await using gateway = await aGateway(ROUTES, () => ({ statusCode: 200, body: character.repeat(count) }));
    expect((await gateway.call("POST /callbacks/k")).status).toBe(status);
  });

  it.each([
    [{ host: "evil.example" }, 403],
    [{ host: "127.0.0.1.evil.example" }, 403],
    [{ host: "10.0.0.1:8787" }, 403],
    [{ origin: "https://evil.example" }, 403],
    [{ origin: "null" }, 403],
    [{ host: "localhost:8787", origin: "http://localhost:8787" }, 200],
    [{ host: "[::1]:8787" }, 200],
    [{ host: "127.0.0.1", origin: "http://127.0.0.1:3000" }, 200],
  ] as [Record<string, string>, number][])("names of other machines: %j gets %d", async (headers, status) => {
    await using gateway = await aGateway(ROUTES);
    expect((await gateway.call("POST /callbacks/k", { headers })).status).toBe(status);
    expect((await gateway.call("GET /local/token", { headers })).status).toBe(status);
  });
});

/** What a client that has announced a body, and not sent it yet, gets. */
function answerTo(port: number, headersAndBody: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => {
      socket.write(`POST /callbacks/k HTTP/1.1\r\nhost: 127.0.0.1\r\n${headersAndBody}`);
    });
    socket.once("error", reject);
    socket.once("data", (data) => {
      socket.destroy();
      resolve(data.toString());
    });
  });
}

describe("GET /healthz", () => {
  it("is the function's while every engine works, and else a 503 that names those that do not", async () => {
    let down: Record<string, string> = {};
    await using gateway = await aGateway([route("GET /healthz")], () => ({ status: "ok" }), {
      enginesDown: async () => down,
    });
    expect((await gateway.call("GET /healthz")).json()).toEqual({ status: "ok" });
    down = { sqs: "database is not open" };
    const { status, json } = await gateway.call("GET /healthz");
    expect([status, json()]).toEqual([503, { status: "down", engines: down }]);
    down = {};
    expect((await gateway.call("GET /healthz")).status).toBe(200);
  });
});
