import { resolve } from "node:path";
import { createApp } from "../infra/app.ts";
import { WrongSettings } from "../infra/settings.ts";
import { buildFunctions } from "./build.ts";

/**
 * The CDK app's program. It bundles the functions first, so that a template never names a bundle older than its sources,
 * and synthesizes into the folder that the CDK CLI names in `CDK_OUTDIR`, or into `cdk.out`.
 */
const root = resolve(import.meta.dirname, "..");
const outDir = "dist/functions";
await buildFunctions({ root, outDir });
try {
  createApp({
    functionsDir: resolve(root, outDir),
    outdir: process.env.CDK_OUTDIR ?? resolve(root, "cdk.out"),
  }).synth();
} catch (error) {
  if (!(error instanceof WrongSettings)) throw error;
  console.error(`error: ${error.message}`);
  process.exitCode = 1;
}
