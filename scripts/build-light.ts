import { join } from "node:path";
import type { BuildOptions, Plugin } from "esbuild";
import { type BesideFile, buildBeside, type PackageExports } from "./build-beside.ts";

/**
 * Functions that call AWS by a lighter client than the SDK's (`docs/decisions/0039-a-lighter-client.md`): those through
 * which each message goes. `AWS_CLIENT=sdk npm run build` gives them the SDK's.
 */
export const LIGHT: ReadonlySet<string> = new Set([
  "callback",
  "consumer",
  "official-callback",
  "pay-callback",
  "sender",
]);

const CLIENTS = "shared/platform/aws/clients";
const SDK = "sdk";

/** Files that stand for the SDK's packages. */
const STAND_INS: ReadonlyMap<string, string> = new Map([
  ["@aws-sdk/client-dynamodb", "dynamodb.ts"],
  ["@aws-sdk/client-eventbridge", "eventbridge.ts"],
  ["@aws-sdk/client-secrets-manager", "secrets-manager.ts"],
  ["@aws-sdk/client-sqs", "sqs.ts"],
]);

/**
 * What is used of the SDK on rare paths. It is bundled as a file of its own, because a module that an eager and a lazy
 * part share stands in the eager part with all that it imports.
 */
const BESIDE: PackageExports = {
  "@aws-sdk/client-s3": [
    "DeleteObjectCommand",
    "GetObjectCommand",
    "HeadObjectCommand",
    "NoSuchKey",
    "PutObjectCommand",
    "S3Client",
    "S3ServiceException",
  ],
  "@aws-sdk/credential-provider-node": ["defaultProvider"],
};

/** Gives the imports of the SDK's packages to the files that stand for them. Throws for a package without one. */
export function lightClients(root: string): Plugin {
  return {
    name: "light-clients",
    setup({ onResolve }) {
      onResolve({ filter: /^@aws-sdk\/(client-|credential-provider-node$)/ }, ({ path }) => {
        if (Object.hasOwn(BESIDE, path)) return { path: `./${SDK}.js`, external: true };
        const file = STAND_INS.get(path);
        if (file === undefined) return { errors: [{ text: `nothing stands for ${path} in a light bundle` }] };
        return { path: join(root, CLIENTS, file) };
      });
    },
  };
}

/** The file beside a light bundle. */
export function buildSdkBeside(options: BuildOptions): Promise<BesideFile> {
  return buildBeside(SDK, BESIDE, options);
}
