import { App, Validations } from "aws-cdk-lib/core";
import { AwsSolutionsChecks } from "cdk-nag";
import { readSettings } from "./settings.ts";
import { StatefulStack } from "./stateful-stack.ts";
import { StatelessStack } from "./stateless-stack.ts";

export type AppOptions = {
  /** The folder with a folder per deploy bundle. */
  readonly functionsDir: string;
  /** Where `synth()` writes the assembly; CDK's choice unless given. */
  readonly outdir?: string;
  /** Context values, as `-c name=value` gives them. */
  readonly context?: Readonly<Record<string, unknown>>;
  /** Whether CDK checks the finished templates by its own rules, which takes a second and 300 MB; true unless given. */
  readonly templateRules?: boolean;
};

/** These override what the CDK CLI says, so that the template is the same with the CLI and without it. */
const FLAGS = {
  "@aws-cdk/aws-s3:serverAccessLogsUseBucketPolicy": true,
  "aws:cdk:enable-asset-metadata": false,
  "aws:cdk:enable-path-metadata": false,
};

/** The whole app. Synthesis checks it by the AwsSolutions rules. Throws for wrong context values. */
export function createApp({ functionsDir, outdir, context, templateRules }: AppOptions): App {
  const app = new App({
    analyticsReporting: false,
    context: { ...context },
    postCliContext: FLAGS,
    ...(outdir === undefined ? {} : { outdir }),
    ...(templateRules === undefined ? {} : { builtinCloudFormationValidation: templateRules }),
  });
  const settings = readSettings(app.node);
  const stateful = new StatefulStack(app, "Stateful", settings);
  new StatelessStack(app, "Stateless", settings, { stateful, functionsDir });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app, { verbose: true }));
  return app;
}
