import * as http from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import * as z from "zod";
import { NO_ROBOTS } from "../../../shared/adapters/alerts/credentials.ts";
import { NO_OFFICIAL_ACCOUNTS } from "../../../shared/adapters/weixin/credentials.ts";
import { impatientDefaults } from "../../../shared/lambda/aws-defaults.ts";
import { secretReader } from "../../../shared/lambda/secrets.ts";
import { recordingObservability } from "../../support/recording-observability.ts";

const schema = z.object({ keys: z.array(z.string()) });
const secrets = new Map<string, Record<string, unknown>>();
let server: http.Server;
let reads: string[];
let down: boolean;
let hanging: boolean;

/** Secrets Manager's GetSecretValue, over its JSON protocol. */
beforeAll(async () => {
  server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.once("end", () => {
      const { SecretId } = JSON.parse(Buffer.concat(chunks).toString());
      reads.push(SecretId);
      response.setHeader("content-type", "application/x-amz-json-1.1");
      response.statusCode = down ? 503 : 200;
      if (hanging) return;
      if (!down && !secrets.has(SecretId)) {
        response.statusCode = 400;
        // As Secrets Manager answers for a secret that has no version.
        const message = "Secrets Manager can't find the specified secret value for staging label: AWSCURRENT";
        return response.end(JSON.stringify({ __type: "ResourceNotFoundException", message }));
      }
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
  down = false;
  hanging = false;
});

afterEach(() => {
  vi.useRealTimers();
});

afterAll(() => {
  vi.unstubAllEnvs();
  server.closeAllConnections();
  server.close();
});

/** A reader of secrets, and a function that sets its time (ms later). */
function aReader(name: string) {
  const { counts, lines, ...deps } = recordingObservability();
  vi.useFakeTimers({ toFake: ["Date"] });
  const later = (ms: number) => vi.setSystemTime(Date.now() + ms);
  return { read: secretReader(name, schema, deps), counts, lines, later };
}

describe("a secret", () => {
  it("is parsed by its schema and remembered", async () => {
    secrets.set("good", { SecretString: '{"keys":["a"]}' });
    const { read } = aReader("good");
    expect(await read()).toEqual({ keys: ["a"] });
    expect(await read()).toBe(await read());
    expect(reads).toEqual(["good"]);
  });

  it.each([
    ["not-json", "top-secret", "is not JSON"],
    ["other-form", '{"keys":"top-secret"}', "keys:"],
  ])("that is %s is an error that does not show it", async (name, text, words) => {
    secrets.set(name, { SecretString: text });
    const failure = await aReader(name)
      .read()
      .catch((error: Error) => error.message);
    expect(failure).toContain(words);
    expect(failure).toContain(name);
    expect(failure).not.toContain("top-secret");
  });

  it("without text is an error", async () => {
    secrets.set("binary", { SecretBinary: "AAAA" });
    await expect(aReader("binary").read()).rejects.toThrow(/has no text/);
  });

  it("without a value is an error that says so, until an operator puts one in", async () => {
    const { read } = aReader("unset");
    await expect(read()).rejects.toMatchObject({
      code: "unavailable",
      retryable: true,
      message: "the secret 'unset' is not set: put its value in (docs/deployment.md)",
    });
    secrets.set("unset", { SecretString: '{"keys":["a"]}' });
    expect(await read()).toEqual({ keys: ["a"] });
    secrets.delete("unset");
  });

  it.each([
    ["robots", NO_ROBOTS],
    ["Official Accounts", NO_OFFICIAL_ACCOUNTS],
  ])("without a value is no error where it lists %s: there are none", async (name, unset) => {
    const { counts, lines, ...deps } = recordingObservability();
    expect(await secretReader<unknown>(`unset ${name}`, z.never(), { ...deps, unset })()).toBe(unset);
    expect([counts.size, lines]).toEqual([0, []]);
  });

  it("that was deleted stays in force", async () => {
    secrets.set("deleted", { SecretString: '{"keys":["a"]}' });
    const { counts, lines, ...deps } = recordingObservability();
    vi.useFakeTimers({ toFake: ["Date"] });
    const read = secretReader("deleted", schema, { ...deps, unset: { keys: [] } });
    await read();
    secrets.delete("deleted");
    vi.setSystemTime(Date.now() + 60_000);
    expect(await read()).toEqual({ keys: ["a"] });
    expect(counts.get("SecretNotRefreshed")).toBe(1);
    expect(lines).toHaveLength(1);
  });

  it("is read anew after a minute, and at once after it was forgotten", async () => {
    secrets.set("rotated", { SecretString: '{"keys":["old"]}' });
    const { read, later } = aReader("rotated");
    await read();
    secrets.set("rotated", { SecretString: '{"keys":["new"]}' });
    later(59_999);
    expect(await read()).toEqual({ keys: ["old"] });
    later(1);
    expect(await read()).toEqual({ keys: ["new"] });
    secrets.set("rotated", { SecretString: '{"keys":["newer"]}' });
    read.forget();
    expect(await read()).toEqual({ keys: ["newer"] });
  });

  it("is read once by callers that come together", async () => {
    secrets.set("shared", { SecretString: '{"keys":["a"]}' });
    const { read } = aReader("shared");
    await Promise.all([read(), read(), read()]);
    expect(reads).toEqual(["shared"]);
  });

  it("stays in force while Secrets Manager is down, asked for every ten seconds", async () => {
    secrets.set("kept", { SecretString: '{"keys":["a"]}' });
    const { read, later, counts, lines } = aReader("kept");
    await read();
    down = true;
    later(60_000);
    expect(await read()).toEqual({ keys: ["a"] });
    const tries = reads.length;
    later(9999);
    expect(await read()).toEqual({ keys: ["a"] });
    expect(reads).toHaveLength(tries);
    expect(counts.get("SecretNotRefreshed")).toBe(1);
    expect(lines).toMatchObject([{ level: "error", fields: { secretId: "kept" } }]);
    down = false;
    secrets.set("kept", { SecretString: '{"keys":["b"]}' });
    later(1);
    expect(await read()).toEqual({ keys: ["b"] });
  });

  it("stays in force where its successor has not the form it should have", async () => {
    secrets.set("spoilt", { SecretString: '{"keys":["a"]}' });
    const { read, counts } = aReader("spoilt");
    await read();
    secrets.set("spoilt", { SecretString: "{" });
    read.forget();
    expect(await read()).toEqual({ keys: ["a"] });
    expect(counts.get("SecretNotRefreshed")).toBe(1);
  });

  it("that cannot be read the first time is an error, and the next call tries again", async () => {
    secrets.set("late", { SecretString: '{"keys":["a"]}' });
    const { read } = aReader("late");
    down = true;
    await expect(read()).rejects.toThrow();
    down = false;
    expect(await read()).toEqual({ keys: ["a"] });
  });

  it("that never answers is given up well within the three seconds that a callback has", async () => {
    hanging = true;
    const { read } = aReader("hanging");
    await expect(read()).rejects.toThrow();
    const { maxAttempts, requestHandler } = impatientDefaults;
    expect(reads).toHaveLength(maxAttempts);
    expect(maxAttempts * (requestHandler.connectionTimeout + requestHandler.requestTimeout)).toBeLessThan(2500);
  });
});
