import { Agent, request } from "node:http";
import { expect, it } from "vitest";
import { startGateway } from "../../../local/http/gateway.ts";
import { aPool } from "../lambda/pool/a-pool.ts";
import { route } from "./a-gateway.ts";

/** The status of one callback over a connection of its own. */
function post(url: string, agent: Agent): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request(`${url}/callbacks/key`, { method: "POST", agent, headers: { "content-type": "text/plain" } });
    sent.on("error", reject);
    sent.on("response", (response) => {
      response.resume();
      response.on("end", () => resolve(response.statusCode ?? 0));
    });
    sent.end("a message");
  });
}

it("answers every request of a burst that is far over what its function can do, and runs what it says it took", async () => {
  const source = `exports.handler = async () => new Promise((done) => setTimeout(done, 20, { statusCode: 200 }));`;
  await using fixture = await aPool(source, { invocationsPerProcess: 16, perProcess: 16, concurrency: 1 });
  const gateway = await startGateway({
    port: 0,
    api: { id: "api", routes: [route("POST /callbacks/{key}")] },
    clock: fixture.clock,
    tokens: { check: () => undefined },
    viewerToken: () => "",
    startPage: () => "",
    control: () => Promise.reject(new Error("no control here")),
    invoke: (_, event) => fixture.pool.invoke(event),
  });
  const agent = new Agent({ keepAlive: false });
  const statuses = await Promise.all(Array.from({ length: 2500 }, () => post(gateway.url, agent)));
  await gateway.close(1000);
  const count = (status: number) => statuses.filter((one) => one === status).length;
  expect(count(200) + count(503)).toBe(2500);
  expect(count(503)).toBeGreaterThan(0);
  expect(fixture.pool.usage()).toMatchObject({ invocations: count(200), throttles: count(503), errors: 0 });
}, 60_000);
