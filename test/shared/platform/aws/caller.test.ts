import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type CallerConfig, createCall } from "../../../../shared/platform/aws/caller.ts";
import { SERVICES } from "../../../../shared/platform/aws/service.ts";

type Request = { readonly headers: IncomingMessage["headers"]; readonly body: string; readonly socket: number };

let server: Server;
let requests: Request[];
let answer: (request: Request, response: ServerResponse) => void;

beforeEach(async () => {
  requests = [];
  answer = (_request, response) => response.end("{}");
  server = createServer((request, response) => {
    let body = "";
    request.on("data", (part) => {
      body += part;
    });
    request.on("end", () => {
      const received = { headers: request.headers, body, socket: request.socket.remotePort ?? 0 };
      requests.push(received);
      answer(received, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  vi.stubEnv("AWS_LAMBDA_FUNCTION_NAME", "callback");
  vi.stubEnv("_X_AMZN_TRACE_ID", "Root=1-2;Lineage=abc:1");
});

afterEach(() => {
  vi.unstubAllEnvs();
  vi.useRealTimers();
  server.closeAllConnections();
  server.close();
});

const SETTINGS = {
  region: "eu-central-1",
  credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret", sessionToken: "the token" },
};
const settings = (more: CallerConfig = {}) => ({
  ...SETTINGS,
  endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  ...more,
});
const aCall = (more?: CallerConfig) => createCall(SERVICES.dynamodb, settings(more));
const INPUT = { TableName: "t", Item: { pk: { S: "你好" }, sk: { B: new Uint8Array([1, 2, 255]) } } };

describe("a call", () => {
  it("is signed as the SDK signs it, with session token and lineage", async () => {
    vi.useFakeTimers({ toFake: ["Date"], now: Date.parse("2026-03-10T12:00:00Z") });
    const sdk = new DynamoDBClient({ ...settings(), accountIdEndpointMode: "disabled" });
    await sdk.send(new PutItemCommand(INPUT));
    await aCall()("PutItem", INPUT);
    const [bySdk, own] = requests;
    expect(own?.body).toBe(bySdk?.body);
    for (const name of [
      "host",
      "content-type",
      "content-length",
      "x-amz-target",
      "x-amz-date",
      "x-amz-security-token",
    ]) {
      expect(own?.headers[name], name).toBe(bySdk?.headers[name]);
    }
    expect(own?.headers["x-amzn-trace-id"]).toBe("Root=1-2;Lineage=abc:1");
    expect(bySdk?.headers["x-amzn-trace-id"]).toBe("Root=1-2;Lineage=abc:1");
    expect(own?.headers.authorization).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/20260310\/eu-central-1\/dynamodb\/aws4_request, SignedHeaders=content-length;content-type;host;x-amz-date;x-amz-security-token;x-amz-target, Signature=[\da-f]{64}$/,
    );
  });

  it("keeps its connection", async () => {
    const call = aCall();
    for (let at = 0; at < 3; at += 1) await call("GetItem", {});
    expect(new Set(requests.map(({ socket }) => socket)).size).toBe(1);
  });

  it("reads bytes, and texts that look like them", async () => {
    const item = {
      pk: { S: '{"B":"AQ=="}' },
      b: { B: "AQL/" },
      B: { S: "x" },
      set: { BS: ["AQ=="] },
      m: { M: { n: { N: "1" } } },
    };
    answer = (_request, response) => response.end(JSON.stringify({ Item: item }));
    expect(await aCall()("GetItem", {})).toEqual({
      Item: { ...item, b: { B: Buffer.from([1, 2, 255]) }, set: { BS: [Buffer.from([1])] } },
    });
  });

  it("throws what the service refuses by the SDK's name, with what it says besides", async () => {
    answer = (_request, response) => {
      response.statusCode = 400;
      const type = "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException";
      response.end(JSON.stringify({ __type: type, message: "failed", Item: { pk: { B: "AQ==" } } }));
    };
    await expect(aCall()("PutItem", {})).rejects.toMatchObject({
      name: "ConditionalCheckFailedException",
      message: "failed",
      Item: { pk: { B: Buffer.from([1]) } },
      $metadata: { httpStatusCode: 400 },
    });
    expect(requests).toHaveLength(1);
  });

  it("is repeated where the service throttles or fails, also with what is no JSON", async () => {
    answer = (_request, response) => {
      response.statusCode = [503, 400, 200][requests.length - 1] ?? 200;
      if (requests.length === 1) return response.end("<html>");
      if (requests.length === 2) return response.end('{"__type":"x#ThrottlingException","Message":"slow"}');
      response.end('{"ok":true}');
    };
    expect(await aCall({ maxAttempts: 3 })("PutItem", INPUT)).toEqual({ ok: true });
    expect(requests.map(({ body }) => body)).toEqual(Array.from({ length: 3 }, () => requests[0]?.body));
  });

  it("corrects its clock by the service's, and repeats what that refused", async () => {
    const ahead = 900_000;
    answer = ({ headers }, response) => {
      const [, year, month, day, hour, minute, second] =
        /(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z/.exec(String(headers["x-amz-date"])) ?? [];
      const signed = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
      const now = Date.now() + ahead;
      response.setHeader("date", new Date(now).toUTCString());
      if (Math.abs(now - signed) < 300_000) return response.end("{}");
      response.statusCode = 400;
      response.end('{"__type":"x#InvalidSignatureException","message":"Signature not yet current"}');
    };
    const call = aCall({ maxAttempts: 2 });
    await call("GetItem", {});
    expect(requests).toHaveLength(2);
    await call("GetItem", {});
    expect(requests).toHaveLength(3);
  });

  it("is given up in time where no answer comes, and where an answer does not end", async () => {
    const call = aCall({ maxAttempts: 2, requestHandler: { connectionTimeout: 400, requestTimeout: 60 } });
    answer = () => undefined;
    await expect(call("GetItem", {})).rejects.toMatchObject({ name: "TimeoutError" });
    answer = (_request, response) => void response.write("{");
    await expect(call("GetItem", {})).rejects.toMatchObject({ name: "TimeoutError" });
    expect(requests).toHaveLength(4);
  });

  it("tells of a connection that breaks", async () => {
    answer = (_request, response) => void response.destroy();
    await expect(aCall({ maxAttempts: 1 })("GetItem", {})).rejects.toMatchObject({ code: "ECONNRESET" });
  });
});
