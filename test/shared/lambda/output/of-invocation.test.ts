import { AsyncLocalStorage } from "node:async_hooks";
import { InvokeStore, InvokeStoreBase } from "@aws/lambda-invoke-store";
import { afterEach, describe, expect, it, vi } from "vitest";
import { createObservability } from "../../../../shared/lambda/observability.ts";
import { ofInvocation } from "../../../../shared/lambda/output/of-invocation.ts";

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

/** As Lambda's runtime does for a function whose processes have several invocations at once. */
async function manyAtOnce() {
  vi.stubEnv("AWS_LAMBDA_MAX_CONCURRENCY", "10");
  const store = await InvokeStore.getInstanceAsync();
  return <T>(id: string, work: () => T): T => store.run({ [InvokeStoreBase.PROTECTED_KEYS.REQUEST_ID]: id }, work);
}

describe("what each invocation has for itself", () => {
  it("is kept apart where several run side by side", async () => {
    const invoke = await manyAtOnce();
    const words = ofInvocation<string[]>(() => []);
    const say = async (word: string) => {
      words.get().push(word);
      await Promise.resolve();
      words.get().push(`${word}!`);
      return words.end();
    };
    const [a, b] = await Promise.all([invoke("1", () => say("a")), invoke("2", () => say("b"))]);
    expect([a, b]).toEqual([
      [["a", "a!"], []],
      [["b", "b!"], []],
    ]);
  });

  it("goes to the next one that ends where it comes after its invocation's end, or outside of any", async () => {
    const invoke = await manyAtOnce();
    const words = ofInvocation<string[]>(() => []);
    words.get().push("outside");
    const late = new AsyncLocalStorage();
    await invoke("1", async () => {
      words.end();
      late.run(1, () => words.get().push("late"));
    });
    expect(invoke("2", () => words.end())).toEqual([["late"]]);
    expect(invoke("2", () => words.end())).toEqual([[]]);
  });

  it("is the process's where invocations come one after the other", () => {
    const words = ofInvocation<string[]>(() => []);
    words.get().push("a");
    expect(words.end()).toEqual([["a"]]);
    expect(words.get()).toEqual([]);
  });
});

it("metrics and log lines of invocations side by side are those of each", async () => {
  const invoke = await manyAtOnce();
  vi.stubEnv("POWERTOOLS_DEV", "true");
  const lines: Record<string, unknown>[] = [];
  vi.spyOn(process.stderr, "write").mockImplementation((text) => {
    lines.push(JSON.parse(String(text)));
    return true;
  });
  vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    lines.push(JSON.parse(String(text)));
    return true;
  });
  const { log, metrics, flush } = invoke("init", () => createObservability("sender"));
  const send = async (count: number) => {
    metrics.count("CommandSent", count);
    await Promise.resolve();
    log.warn("slow", { count });
    metrics.count("CommandSent", count);
    flush();
  };
  await Promise.all([invoke("r1", () => send(1)), invoke("r2", () => send(10))]);
  const written = lines.filter((line) => "_aws" in line).map(({ CommandSent }) => CommandSent);
  expect(written).toEqual([2, 20]);
  const warned = lines.filter(({ message }) => message === "slow");
  expect(warned).toMatchObject([
    { count: 1, function_request_id: "r1" },
    { count: 10, function_request_id: "r2" },
  ]);
});
