import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createMemoryRules } from "../../../../shared/rules/adapters/memory-rules.ts";
import { createPublishRules } from "../../../../shared/rules/application/publish-rules.ts";
import { NO_FINDINGS } from "../../../../shared/rules/domain/checking/findings.ts";
import { PATTERN_ENGINE } from "../../../../shared/rules/domain/matching/pattern-fault.ts";
import type { Rule } from "../../../../shared/rules/domain/rule.ts";
import { aRule, NOON } from "../../../support/builders.ts";
import { recordingObservability } from "../../../support/recording-observability.ts";

const clock = { now: () => NOON, sleep: async () => undefined };
const regex = (id: string, pattern: string, enabled = true) =>
  aRule({
    id,
    enabled,
    match: { type: "regex", pattern, ignoreCase: false },
    actions: [{ type: "reply", text: id }],
    continue: true,
  });

function setUp() {
  const rules = createMemoryRules();
  const { metrics, counts } = recordingObservability();
  return { rules, counts, publish: createPublishRules({ rules, clock, metrics, checkRules: async () => NO_FINDINGS }) };
}

describe("publishing rules", () => {
  it("makes the draft the next version", async () => {
    const { rules, publish } = setUp();
    const snapshot = {
      version: 1,
      rules: [aRule()],
      publishedAt: NOON,
      publishedBy: "operator-1",
      patternEngine: PATTERN_ENGINE,
    };
    expect(await publish({ rules: [aRule()] }, "operator-1")).toEqual({ snapshot, warnings: [] });
    expect(await rules.snapshot(await rules.version())).toEqual(snapshot);
  });

  it.each([0, 2, 7])("refuses a draft of version %i while 1 is published", async (version) => {
    const { rules, publish } = setUp();
    await publish({ rules: [aRule()] }, "operator-1");
    await expect(publish({ rules: [], version }, "operator-2")).rejects.toMatchObject({ code: "conflict" });
    expect(await rules.version()).toBe(1);
  });

  it("lets one of two who edited the same version win", async () => {
    const { rules, publish } = setUp();
    const results = await Promise.allSettled([
      publish({ rules: [aRule()], version: 0 }, "operator-1"),
      publish({ rules: [], version: 0 }, "operator-2"),
    ]);
    expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(await rules.version()).toBe(1);
  });

  it("names every rule whose pattern does not compile by its place in the draft, disabled ones too", async () => {
    const { publish } = setUp();
    const draft = [aRule(), regex("lookahead", "(?=a)"), regex("fine", "^a+$"), regex("off", "(", false)];
    await expect(publish({ rules: draft }, "operator-1")).rejects.toMatchObject({
      code: "invalid-input",
      message: expect.stringMatching(/rule 'lookahead'.*; rule 'off'/),
      details: {
        issues: [
          { path: "rules.1.match.pattern", message: expect.stringContaining("'lookahead'") },
          { path: "rules.3.match.pattern", message: expect.stringContaining("'off'") },
        ],
      },
    });
  });

  it("keeps the text of the error short, and the issues complete", async () => {
    const { publish } = setUp();
    const draft = Array.from({ length: 30 }, (_, index) => regex(`bad-${index}`, "("));
    await expect(publish({ rules: draft }, "operator-1")).rejects.toMatchObject({
      message: expect.stringMatching(/and 25 more$/),
      details: { issues: expect.objectContaining({ length: 30 }) },
    });
  });

  it("names the reply that cannot be sent", async () => {
    const { rules, publish } = setUp();
    const content = { type: "app", xml: "<appmsg>" } as const;
    const actions: Rule["actions"] = [{ type: "log" }, { type: "reply", content }];
    await expect(
      publish({ rules: [aRule({ continue: true }), aRule({ id: "app", actions })] }, "operator-1"),
    ).rejects.toMatchObject({
      code: "invalid-input",
      message: expect.stringMatching(/^rule 'app': .*well-formed/),
      details: { issues: [{ path: "rules.1.actions.1.content.xml" }] },
    });
    expect(await rules.version()).toBe(0);
  });

  it("never publishes a set in which any pattern does not compile", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom("a", "^b$", "(", "(?<=x)y", "\\1"), { maxLength: 8 }),
        async (patterns) => {
          const { rules, publish } = setUp();
          const draft = patterns.map((pattern, index) => regex(`r${index}`, pattern));
          const published = await publish({ rules: draft }, "operator-1").then(
            () => true,
            () => false,
          );
          expect(published).toBe(patterns.every((pattern) => pattern === "a" || pattern === "^b$"));
          expect(await rules.version()).toBe(published ? 1 : 0);
        },
      ),
      { numRuns: 50 },
    );
  });
});
