import { createServer } from "node:http";
import { connect } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { type DynamoCall, startDynamoGate } from "../../../../local/aws/dynamodb/gate/gate.ts";
import { AwsError } from "../../../../local/aws/service.ts";
import { readBody } from "../../../../local/read-body.ts";

/** An engine that answers with what it was sent, behind a gate that refuses `PutItem`. */
async function aGate() {
  const engine = createServer(async (request, response) => {
    const body = await readBody(request, 1 << 24, (message) => new Error(message));
    response.end(`${request.headers["x-amz-target"]} ${body.length}`);
  });
  await new Promise<void>((resolve) => engine.listen(0, "127.0.0.1", resolve));
  const address = engine.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  const calls: (Pick<DynamoCall, "action" | "accessKey"> & { input: unknown })[] = [];
  const gate = await startDynamoGate({
    engine: `http://127.0.0.1:${address.port}`,
    refuse({ action, accessKey, input }) {
      calls.push({ action, accessKey, input: input() });
      return action === "PutItem" ? new AwsError("AccessDeniedException", "你不能") : undefined;
    },
  });
  const close = () => {
    engine.close();
    engine.closeAllConnections();
  };
  onTestFinished(async () => {
    close();
    await gate.close();
  });
  return { ...gate, calls, stopEngine: close };
}

const headersOf = (action: string) => ({
  "x-amz-target": `DynamoDB_20120810.${action}`,
  authorization: "AWS4-HMAC-SHA256 Credential=ASIAONE/20260101/us-east-1/dynamodb/aws4_request, Signature=0",
});

it("passes calls on with all of their bytes, and answers what is refused itself", async () => {
  const { endpoint, calls } = await aGate();
  const post = (action: string, body: object) =>
    fetch(endpoint, { method: "POST", headers: headersOf(action), body: JSON.stringify(body) });
  for (const text of ["你", "x".repeat(3_000_000)]) {
    const body = { text };
    const size = Buffer.byteLength(JSON.stringify(body));
    expect(await (await post("GetItem", body)).text()).toBe(`DynamoDB_20120810.GetItem ${size}`);
    expect(calls.at(-1)).toEqual({ action: "GetItem", accessKey: "ASIAONE", input: body });
  }
  const refused = await post("PutItem", {});
  expect([refused.status, await refused.json()]).toEqual([
    400,
    { __type: "com.amazon.coral.service#AccessDeniedException", message: "你不能" },
  ]);
});

it("reads a request byte by byte, and two at once", async () => {
  const { endpoint, calls } = await aGate();
  const one = `POST / HTTP/1.1\r\nHost: x\r\nX-Amz-Target: DynamoDB_20120810.GetItem\r\nContent-Length: 9\r\n\r\n{"a":"你"}`;
  const socket = connect(Number(new URL(endpoint).port), "127.0.0.1");
  onTestFinished(() => void socket.destroy());
  let answer = "";
  socket.on("data", (chunk) => {
    answer += chunk;
  });
  const bytes = Buffer.from(one.replace("9", String(Buffer.byteLength('{"a":"你"}'))));
  for (const byte of bytes) {
    socket.write(Buffer.from([byte]));
    await new Promise((resolve) => setImmediate(resolve));
  }
  await expect.poll(() => answer).toContain("DynamoDB_20120810.GetItem 11");
  socket.write(Buffer.concat([bytes, bytes]));
  await expect.poll(() => calls.length).toBe(3);
  expect(calls.map(({ input }) => input)).toEqual([{ a: "你" }, { a: "你" }, { a: "你" }]);
});

it("answers 503 while the engine is away, and 400 to what is no request of an SDK", async () => {
  const { endpoint, stopEngine } = await aGate();
  const chunked = new ReadableStream({
    start(controller) {
      controller.enqueue(Buffer.from("{}"));
      controller.close();
    },
  });
  const init = { method: "POST", headers: headersOf("GetItem"), body: chunked, duplex: "half" } as const;
  expect((await fetch(endpoint, init)).status).toBe(400);
  stopEngine();
  const answer = await fetch(endpoint, { method: "POST", headers: headersOf("GetItem"), body: "{}" });
  expect([answer.status, await answer.json()]).toEqual([
    503,
    expect.objectContaining({ __type: "com.amazon.coral.service#InternalFailure" }),
  ]);
});
