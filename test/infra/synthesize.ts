import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Template } from "aws-cdk-lib/assertions";
import { Stack } from "aws-cdk-lib/core";
import { createApp } from "../../infra/app.ts";

export const FUNCTIONS = [
  "ai",
  "callback",
  "official-callback",
  "component-callback",
  "component-worker",
  "pay-callback",
  "oauth",
  "pay-worker",
  "consumer",
  "sender",
  "account-worker",
  "heartbeat-planner",
  "heartbeat",
  "directory",
  "api",
  "login-page",
  "jssdk",
  "mini-login",
  "spool-drain",
  "dead-letters",
  "ledger-sweep",
  "notifier",
  "delivery",
  "broadcast",
];
/** Functions that a deployment has only if it asks for them. */
const OPTIONAL = ["poller"];

type Resource = { readonly Type: string; readonly Properties: Record<string, unknown> };

export type Synthesized = {
  readonly stateful: Template;
  readonly stateless: Template;
  /** Every resource of both stacks by its logical id. */
  readonly resources: Readonly<Record<string, Resource>>;
  /** What an `{ Ref }`, `Fn::GetAtt`, `Fn::GetStackOutput` or `Fn::Join` stands for, e.g. `JournalTable.Arn/index/byAttention`. */
  readable(value: unknown): string;
};

type Options = {
  /** CDK's own rules as well. */
  readonly templateRules?: boolean;
  /** Called with the stateful stack before the synthesis. */
  readonly change?: (stateful: Stack) => void;
};

/** Synthesizes the app over stand-in bundles; throws the findings of cdk-nag's rules. */
export function synthesize(
  context: Record<string, unknown> = {},
  { templateRules = false, change }: Options = {},
): Synthesized {
  const folder = mkdtempSync(join(tmpdir(), "infra-"));
  try {
    const functionsDir = join(folder, "functions");
    for (const name of [...FUNCTIONS, ...OPTIONAL]) {
      mkdirSync(join(functionsDir, name), { recursive: true });
      writeFileSync(join(functionsDir, name, "index.js"), `exports.handler = async () => "${name}";\n`);
    }
    const app = createApp({ functionsDir, outdir: join(folder, "cdk.out"), context, templateRules });
    const stack = (id: string): Stack => {
      const found = app.node.findChild(id);
      if (!Stack.isStack(found)) throw new Error(`${id} is no stack`);
      return found;
    };
    change?.(stack("Stateful"));
    const [stateful, stateless] = [Template.fromStack(stack("Stateful")), Template.fromStack(stack("Stateless"))];
    return { stateful, stateless, resources: resourcesOf(stateful, stateless), readable: reader(stateful) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function resourcesOf(...templates: Template[]): Record<string, Resource> {
  return Object.assign({}, ...templates.map((template) => template.toJSON().Resources));
}

function reader(stateful: Template): (value: unknown) => string {
  const outputs: Record<string, { readonly Value: unknown }> = stateful.toJSON().Outputs;
  const readable = (value: unknown): string => {
    if (typeof value === "string") return value;
    const [[name, argument] = []] = Object.entries(Object(value));
    if (name === "Ref") return String(argument);
    if (name === "Fn::GetAtt") return Object.values(Object(argument)).join(".");
    if (name === "Fn::GetStackOutput") return readable(outputs[Object(argument).OutputName]?.Value);
    if (name === "Fn::Join") return Object.values<unknown>(Object(argument)[1]).map(readable).join("");
    throw new Error(`not a reference: ${JSON.stringify(value)}`);
  };
  return readable;
}
