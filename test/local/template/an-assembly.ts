import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadCloudModel } from "../../../local/template/load.ts";
import type { CloudModel } from "../../../local/template/model.ts";

export type Resource = { Type: string; Properties?: object; Condition?: string };
type Stack = { Resources: Record<string, Resource>; [section: string]: unknown };

export const ENDPOINTS = { sqsBaseUrl: "http://127.0.0.1:8789", apiBaseUrl: "http://127.0.0.1:8787" };

/** The role of functions that a test says no more about; `load` adds it. */
export const ROLE_ARN = "arn:aws:iam::000000000000:role/works";
const ROLES: Stack = { Resources: { Works: { Type: "AWS::IAM::Role", Properties: { RoleName: "works" } } } };

/** Writes a cloud assembly of these stacks (and zip assets by object key), and loads it. */
export function load(stacks: Record<string, Stack>, assets: Record<string, string> = {}): CloudModel {
  return withAssembly({ ...stacks, roles: ROLES }, assets, (dir) => loadCloudModel(dir, ENDPOINTS));
}

export function withAssembly<T>(
  stacks: Record<string, Stack>,
  assets: Record<string, string>,
  work: (dir: string) => T,
): T {
  const dir = mkdtempSync(join(tmpdir(), "assembly-"));
  try {
    const artifacts: Record<string, object> = {};
    for (const [name, template] of Object.entries(stacks)) {
      writeFileSync(join(dir, `${name}.template.json`), JSON.stringify(template));
      artifacts[name] = {
        type: "aws:cloudformation:stack",
        properties: { templateFile: `${name}.template.json`, stackName: `fleet-${name}` },
      };
    }
    const files = Object.fromEntries(
      Object.entries(assets).map(([objectKey, path]) => {
        mkdirSync(join(dir, path), { recursive: true });
        return [objectKey, { source: { path, packaging: "zip" }, destinations: { here: { objectKey } } }];
      }),
    );
    writeFileSync(join(dir, "all.assets.json"), JSON.stringify({ files }));
    artifacts.assets = { type: "cdk:asset-manifest", properties: { file: "all.assets.json" } };
    writeFileSync(join(dir, "manifest.json"), JSON.stringify({ artifacts }));
    return work(dir);
  } finally {
    rmSync(dir, { recursive: true });
  }
}
