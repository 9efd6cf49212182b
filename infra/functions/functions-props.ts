import type { HttpApi } from "aws-cdk-lib/aws-apigatewayv2";
import type { Settings } from "../settings.ts";
import type { StatefulStack } from "../stateful-stack.ts";

/** What the functions of a stack are made with. */
export type FunctionsProps = {
  readonly settings: Settings;
  /** The folder that holds a folder per bundle. */
  readonly functionsDir: string;
  readonly stateful: StatefulStack;
  readonly api: HttpApi;
  /** Where the platform is reached from outside, as an environment variable. */
  readonly outside: Readonly<Record<string, string>>;
};
