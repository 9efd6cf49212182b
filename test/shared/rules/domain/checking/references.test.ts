import { describe, expect, it } from "vitest";
import { namesIn, referenceFindings } from "../../../../../shared/rules/domain/checking/references.ts";
import { aRule } from "../../../../support/builders.ts";

describe("what rules name", () => {
  it("is found by the action's place; what is switched off only warns", () => {
    const rules = [
      aRule({ id: "on", actions: [{ type: "log" }, { type: "webhook", webhook: "a" }] }),
      aRule({ id: "off", enabled: false, actions: [{ type: "webhook", webhook: "b" }] }),
      aRule({ id: "fine", actions: [{ type: "webhook", webhook: "c" }] }),
    ];
    const found = referenceFindings(rules, "webhook", ({ webhook }, { id }) =>
      webhook === "c" ? undefined : { path: webhook === "a" ? "webhook" : "", message: `${id} names ${webhook}` },
    );
    expect(found).toEqual({
      faults: [{ path: "rules.0.actions.1.webhook", message: "rule 'on', action 1: on names a" }],
      warnings: [{ path: "rules.1.actions.0", message: "rule 'off', action 0: off names b" }],
    });
  });

  it("is listed in order, and not without end", () => {
    expect(namesIn(["b", "a"])).toBe("'a', 'b'");
    expect(namesIn(Array.from({ length: 23 }, (_, index) => `n${index}`))).toMatch(/^'n0', 'n1', .* and 3 more$/);
  });
});
