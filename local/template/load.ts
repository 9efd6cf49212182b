import { readAssembly } from "./assembly.ts";
import { busModels, ruleModels } from "./events.ts";
import { eventSourceModels, functionModels } from "./functions.ts";
import { httpApiModel } from "./http-api.ts";
import { TemplateError } from "./intrinsics.ts";
import type { CloudModel } from "./model.ts";
import { resolveAssembly } from "./resolver.ts";
import { createResources } from "./resources.ts";
import { roleModels } from "./roles.ts";
import type { Endpoints } from "./stack-scope.ts";
import { bucketModels, keyModels, queueModels, secretModels, tableModels, topicModels } from "./storage.ts";
import { supportOf } from "./supported-types.ts";

/**
 * Reads a synthesized CDK app (`cdk.out`) and works out what the embedded cloud has to build.
 * Throws `TemplateError` naming the resource for what it cannot emulate, so that the laptop and the cloud cannot drift.
 */
export function loadCloudModel(cdkOutDir: string, endpoints: Endpoints): CloudModel {
  const assembly = readAssembly(cdkOutDir);
  const resolved = resolveAssembly(assembly, endpoints);
  const unknown = resolved.filter(({ type }) => supportOf(type) === "unknown");
  if (unknown.length > 0) {
    const list = unknown.map(({ stack, logicalId, type }) => `${stack}/${logicalId} (${type})`).join(", ");
    throw new TemplateError(`the embedded cloud has no emulation for ${list}`);
  }
  const resources = createResources(resolved);
  return {
    tables: tableModels(resources),
    queues: queueModels(resources),
    buckets: bucketModels(resources),
    secrets: secretModels(resources),
    topics: topicModels(resources),
    keys: keyModels(resources),
    buses: busModels(resources),
    rules: ruleModels(resources),
    functions: functionModels(resources, assembly.assets),
    roles: [...roleModels(resources).values()],
    eventSources: eventSourceModels(resources),
    httpApi: httpApiModel(resources),
    notes: resources.all("AWS::EC2::VPC").map(({ stack, logicalId }) => withoutVpc(`${stack}/${logicalId}`)),
  };
}

const withoutVpc = (name: string): string =>
  `${name} is left out: the embedded cloud has no VPC, and all calls leave by this machine's address`;
