import { existsSync, readFileSync } from "node:fs";
import { join, resolve as resolvePath } from "node:path";
import * as z from "zod";
import { TemplateError } from "./intrinsics.ts";

const resourceSchema = z.object({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).default({}),
  Metadata: z.record(z.string(), z.unknown()).default({}),
  Condition: z.string().optional(),
});

const templateSchema = z.object({
  Resources: z.record(z.string(), resourceSchema).default({}),
  Outputs: z
    .record(z.string(), z.object({ Value: z.unknown(), Export: z.object({ Name: z.unknown() }).optional() }))
    .default({}),
  Parameters: z.record(z.string(), z.object({ Type: z.string(), Default: z.unknown().optional() })).default({}),
  Conditions: z.record(z.string(), z.unknown()).default({}),
  Mappings: z.record(z.string(), z.record(z.string(), z.record(z.string(), z.unknown()))).default({}),
});

const manifestSchema = z.object({
  artifacts: z.record(
    z.string(),
    z.object({
      type: z.string(),
      properties: z
        .object({ templateFile: z.string().optional(), file: z.string().optional(), stackName: z.string().optional() })
        .optional(),
    }),
  ),
});

const assetsSchema = z.object({
  files: z
    .record(
      z.string(),
      z.object({
        source: z.object({ path: z.string().optional(), packaging: z.string().optional() }),
        destinations: z.record(z.string(), z.object({ objectKey: z.string() })),
      }),
    )
    .default({}),
});

export type TemplateResource = z.infer<typeof resourceSchema>;
export type StackTemplate = z.infer<typeof templateSchema> & { readonly name: string };

/** A synthesized CDK app as files. */
export type Assembly = {
  readonly stacks: readonly StackTemplate[];
  /** Folders (absolute paths) of the zip assets, by their object key in the asset bucket. */
  readonly assets: ReadonlyMap<string, string>;
};

/** Reads the manifest, the stack templates and the asset lists of a `cdk.out` folder. */
export function readAssembly(cdkOutDir: string): Assembly {
  const manifestPath = join(cdkOutDir, "manifest.json");
  if (!existsSync(manifestPath)) throw new TemplateError(`no synthesized app in ${cdkOutDir}: run npm run synth`);
  const { artifacts } = manifestSchema.parse(readJson(manifestPath));
  const stacks: StackTemplate[] = [];
  const assets = new Map<string, string>();
  for (const [id, { type, properties }] of Object.entries(artifacts)) {
    if (type === "aws:cloudformation:stack" && properties?.templateFile) {
      const template = templateSchema.parse(readJson(join(cdkOutDir, properties.templateFile)));
      stacks.push({ ...template, name: properties.stackName ?? id });
    } else if (type === "cdk:asset-manifest" && properties?.file) {
      const { files } = assetsSchema.parse(readJson(join(cdkOutDir, properties.file)));
      for (const { source, destinations } of Object.values(files)) {
        if (source.packaging !== "zip" || source.path === undefined) continue;
        const folder = resolvePath(cdkOutDir, source.path);
        for (const { objectKey } of Object.values(destinations)) assets.set(objectKey, folder);
      }
    } else if (type === "cdk:cloud-assembly") {
      throw new TemplateError(`stages (${id}) are not emulated: synthesize the stacks directly in the app`);
    }
  }
  return { stacks, assets };
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, "utf8"));
}
