import { describe, expect, it } from "vitest";
import { synthesize } from "./synthesize.ts";

type Output = { readonly Value: unknown; readonly Export?: { readonly Name: string } };

/** Every argument of an intrinsic function within a template. */
function argumentsOf(name: string, value: unknown): unknown[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => (key === name ? [part] : argumentsOf(name, part)));
}

function references(context: Record<string, unknown> = {}) {
  const { stateful, stateless } = synthesize(context);
  const outputs: Record<string, Output> = stateful.toJSON().Outputs;
  const read = argumentsOf("Fn::GetStackOutput", stateless.toJSON()).map((argument) => Object(argument));
  return {
    outputs,
    stackNames: new Set(read.map(({ StackName }) => StackName)),
    names: new Set<string>(read.map(({ OutputName }) => OutputName)),
    exported: Object.values(outputs).filter(({ Export }) => Export !== undefined),
    imported: argumentsOf("Fn::ImportValue", stateless.toJSON()),
  };
}

describe("the stateless stack's references to the stateful one", () => {
  it("hold nothing: an option may take away what they led to", () => {
    const { outputs, stackNames, names, exported, imported } = references();
    expect(imported).toEqual([]);
    expect(exported).toEqual([]);
    expect([...stackNames]).toEqual(["wechat-fleet-dev-stateful"]);
    for (const name of names) expect(outputs).toHaveProperty(name);
  });

  it("leave the exports in place for one update of stacks that imported them", () => {
    const { outputs, names, exported, imported } = references({ crossStackReferences: "both" });
    expect(imported).toEqual([]);
    const values = new Set(exported.map(({ Value }) => JSON.stringify(Value)));
    for (const name of names) expect(values).toContain(JSON.stringify(outputs[name]?.Value));
    for (const { Export } of exported) expect(Export?.Name).toMatch(/^wechat-fleet-dev-stateful:ExportsOutput/);
  });
});
