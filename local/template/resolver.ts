import type { Assembly, TemplateResource } from "./assembly.ts";
import type { Identity } from "./identity.ts";
import { isRecord, resolve, type Scope, TemplateError } from "./intrinsics.ts";
import { createStackScope, type Endpoints, outputKey, type Published } from "./stack-scope.ts";

/** One resource of the app with everything its template says worked out. */
export type ResolvedResource = Identity & {
  readonly stack: string;
  readonly logicalId: string;
  readonly type: string;
  /** Resolved when first asked for: resources without an emulation may hold what cannot be resolved. */
  properties(): Record<string, unknown>;
  readonly metadata: Readonly<Record<string, unknown>>;
};

/** Works out every resource of all stacks; exports and outputs of one stack reach the others. */
export function resolveAssembly(assembly: Assembly, endpoints: Endpoints): ResolvedResource[] {
  const published: Published = { exports: new Map(), outputs: new Map() };
  const stacks = assembly.stacks.map((template) => createStackScope(template, published, endpoints));
  for (const { template, scope } of stacks) {
    for (const [name, { Value, Export }] of Object.entries(template.Outputs)) {
      const value = () => resolve(Value, scope);
      published.outputs.set(outputKey(template.name, name), value);
      if (Export) published.exports.set(String(resolve(Export.Name, scope)), value);
    }
  }
  return stacks.flatMap(({ template, scope, entries }) =>
    [...entries].map(([logicalId, { resource, identity }]) => ({
      ...identity(),
      stack: template.name,
      logicalId,
      type: resource.Type,
      metadata: resource.Metadata,
      properties: () => within(`${template.name}/${logicalId} (${resource.Type})`, () => record(resource, scope)),
    })),
  );
}

function record(resource: TemplateResource, scope: Scope): Record<string, unknown> {
  const properties = resolve(resource.Properties, scope);
  return isRecord(properties) ? properties : {};
}

function within<T>(where: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof TemplateError) throw new TemplateError(`${where}: ${error.message}`, { cause: error });
    throw error;
  }
}
