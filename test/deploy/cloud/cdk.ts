import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { runTool } from "../engines/run-tool.ts";
import { ACCOUNT, REGION } from "./aws-calls.ts";

const ROOT = resolve(import.meta.dirname, "../../..");
const CLI = createRequire(import.meta.url).resolve("aws-cdk/bin/cdk");

/** The real CDK CLI, whose AWS is an endpoint on this machine. */
export type Cdk = {
  bootstrap(): Promise<void>;
  /** Synthesizes into `assembly` with the options given (`--context …`) and deploys both stacks. */
  deploy(assembly: string, context: readonly string[]): Promise<void>;
  /** Deploys an assembly as it is. */
  deployAgain(assembly: string): Promise<void>;
  destroy(assembly: string): Promise<void>;
};

/** @param home where the CLI may write */
export function createCdk(endpoint: string, home: string): Cdk {
  const env = { ...withoutAws(process.env), ...settings(endpoint, home) };
  const cdk = async (cwd: string, ...args: readonly string[]) =>
    void (await runTool(process.execPath, [CLI, ...args], { cwd, env }));
  const deploy = ["deploy", "--all", "--method=direct", "--require-approval=never"];
  return {
    // Away from the project's `cdk.json`: this account needs no app to be named.
    bootstrap: () => cdk(home, "bootstrap", `aws://${ACCOUNT}/${REGION}`),
    deploy: (assembly, context) => cdk(ROOT, ...deploy, "--output", assembly, ...context),
    deployAgain: (assembly) => cdk(ROOT, ...deploy, "--app", assembly),
    destroy: (assembly) => cdk(ROOT, "destroy", "--all", "--force", "--app", assembly),
  };
}

function settings(endpoint: string, home: string): NodeJS.ProcessEnv {
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: "deploy-test",
    AWS_SECRET_ACCESS_KEY: "deploy-test",
    AWS_EC2_METADATA_DISABLED: "true",
    // Nothing of the person's own settings, and nothing left behind in their home.
    AWS_CONFIG_FILE: join(home, "none"),
    AWS_SHARED_CREDENTIALS_FILE: join(home, "none"),
    CDK_HOME: home,
    CDK_DISABLE_CLI_TELEMETRY: "true",
    CI: "true",
    NO_COLOR: "1",
  };
}

/** The environment but what names an AWS account. */
function withoutAws(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^(AWS|CDK)_/.test(name)));
}
