import { describe, expect, it } from "vitest";
import { sessionWarnings } from "../../../../../shared/rules/domain/checking/session-warnings.ts";
import type { Rule } from "../../../../../shared/rules/domain/rule.ts";
import { FORM } from "../../../../support/a-form.ts";
import { aRule } from "../../../../support/builders.ts";

const sets = (changes: Parameters<typeof aRule>[0] = {}) =>
  aRule({
    id: "sets",
    actions: [{ type: "set-session", step: "phone", values: { name: "{{message.text}}" }, ttlMinutes: 5 }],
    ...changes,
  });
const uses = (changes: Parameters<typeof aRule>[0]) => aRule({ id: "uses", ...changes });
const says = (text: string): Rule["actions"] => [{ type: "log" }, { type: "reply", text }];

describe("what rules expect of sessions", () => {
  it.each([
    ["a variable", uses({ actions: says("{{session.name}}、{{ session.name }}") })],
    ["a step, one of several", uses({ steps: ["none", "phone"] })],
    ["a value", uses({ session: { name: "小明" } })],
    ["that a value is not there", uses({ session: { vip: "" } })],
  ])("is fine where some rule sets it: %s", (_what, rule) => {
    expect(sessionWarnings([rule, sets()])).toEqual([]);
  });

  it.each([
    ["a variable", uses({ actions: says("{{session.vip}}") }), "actions.1.text", /\{\{session\.vip\}\}.*'name'/],
    ["steps", uses({ steps: ["nmae", "x"] }), "steps", /the step 'nmae', 'x'; rules set the steps 'phone'/],
    ["a value", uses({ session: { vip: "1", name: "a" } }), "session.vip", /'vip'; rules set the values 'name'/],
  ])("is warned of where no rule sets it: %s", (_what, rule, path, message) => {
    expect(sessionWarnings([sets(), rule])).toEqual([
      { path: `rules.1.${path}`, message: expect.stringMatching(message) },
    ]);
  });

  it("is what rules do that are switched on", () => {
    const asking = uses({ actions: says("{{session.name}}"), steps: ["phone"] });
    expect(sessionWarnings([sets({ enabled: false }), asking]).map(({ message }) => message)).toEqual([
      expect.stringContaining("rules set no values"),
      expect.stringContaining("rules set no steps"),
    ]);
    expect(sessionWarnings([{ ...asking, enabled: false }])).toEqual([]);
  });

  it("is all there in the form of the docs", () => {
    expect(sessionWarnings(FORM)).toEqual([]);
  });
});
