import { createServer } from "node:http";
import { expect, it, onTestFinished } from "vitest";
import { createLocalClock } from "../../../local/clock.ts";
import { answersHttp, enginesDown } from "../../../local/http/health.ts";
import { createSqsEngine } from "../../../local/sqs/engine.ts";

/** The address of a server that answers 404, or not at all. */
async function aServer(answers: boolean): Promise<{ url: string; close(): void }> {
  const server = createServer((_, response) => {
    if (answers) response.writeHead(404).end("nothing here");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  onTestFinished(close);
  return { url: `http://127.0.0.1:${address.port}`, close };
}

it("an engine works that answers anything, and does not when it hangs or is gone", async () => {
  const [working, hanging, gone] = await Promise.all([aServer(true), aServer(false), aServer(true)]);
  gone.close();
  const probes = {
    working: answersHttp(working.url),
    hanging: answersHttp(hanging.url),
    gone: answersHttp(gone.url),
  };
  expect(await enginesDown(probes, 100)).toEqual({
    hanging: "no answer within 100 ms",
    gone: expect.stringContaining("ECONNREFUSED"),
  });
});

it("a store of queues works until it is closed", async () => {
  const queues = createSqsEngine({ path: ":memory:", clock: createLocalClock() });
  expect(await enginesDown({ sqs: queues.check })).toEqual({});
  queues.close();
  expect(await enginesDown({ sqs: queues.check })).toEqual({ sqs: expect.stringMatching(/not open|finalized/) });
});
