import { resolve } from "node:path";
import { createApp } from "../infra/app.ts";
import { buildFunctions } from "./build.ts";

/**
 * The CDK app's program: bundles the functions, so that a template never names a bundle older than its sources, and
 * synthesizes. The CDK CLI says where to with `CDK_OUTDIR`; run by itself it writes `cdk.out`.
 */
const root = resolve(import.meta.dirname, "..");
const outDir = "dist/functions";
await buildFunctions({ root, outDir });
createApp({
  functionsDir: resolve(root, outDir),
  outdir: process.env.CDK_OUTDIR ?? resolve(root, "cdk.out"),
}).synth();
