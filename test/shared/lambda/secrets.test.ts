import * as http from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import * as z from "zod";
import { secretReader } from "../../../shared/lambda/secrets.ts";

const schema = z.object({ keys: z.array(z.string()) });
const secrets = new Map<string, Record<string, unknown>>();
let server: http.Server;
let reads: string[];

/** Secrets Manager's GetSecretValue, over its JSON protocol. */
beforeAll(async () => {
  server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.once("end", () => {
      const { SecretId } = JSON.parse(Buffer.concat(chunks).toString());
      reads.push(SecretId);
      response.setHeader("content-type", "application/x-amz-json-1.1");
      response.end(JSON.stringify({ Name: SecretId, ...secrets.get(SecretId) }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  vi.stubEnv("AWS_ENDPOINT_URL", `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  vi.stubEnv("AWS_REGION", "us-east-1");
  vi.stubEnv("AWS_ACCESS_KEY_ID", "x");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "x");
});

beforeEach(() => {
  reads = [];
});

afterAll(() => {
  vi.unstubAllEnvs();
  server.closeAllConnections();
  server.close();
});

describe("a secret", () => {
  it("is parsed by its schema and remembered", async () => {
    secrets.set("good", { SecretString: '{"keys":["a"]}' });
    const read = secretReader("good", schema);
    expect(await read()).toEqual({ keys: ["a"] });
    expect(await read()).toBe(await read());
    expect(reads).toEqual(["good"]);
  });

  it.each([
    ["not-json", "top-secret", "is not JSON"],
    ["other-form", '{"keys":"top-secret"}', "keys:"],
  ])("that is %s is an error that does not show it", async (name, text, words) => {
    secrets.set(name, { SecretString: text });
    const failure = await secretReader(name, schema)().catch((error: Error) => error.message);
    expect(failure).toContain(words);
    expect(failure).toContain(name);
    expect(failure).not.toContain("top-secret");
  });

  it("without text is an error", async () => {
    secrets.set("binary", { SecretBinary: "AAAA" });
    await expect(secretReader("binary", schema)()).rejects.toThrow(/has no text/);
  });
});
