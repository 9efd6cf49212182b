import type { Assembly, StackTemplate, TemplateResource } from "./assembly.ts";
import { type Identity, identify, NAME_PROPERTY, pseudoParameter } from "./identity.ts";
import { isRecord, resolve, type Scope, TemplateError } from "./intrinsics.ts";

/** One resource of the app with everything its template says worked out. */
export type ResolvedResource = Identity & {
  readonly stack: string;
  readonly logicalId: string;
  readonly type: string;
  /** Resolved when first asked for: resources without an emulation may hold what cannot be resolved. */
  properties(): Record<string, unknown>;
};

export type Endpoints = {
  /** Base of queue URLs, e.g. `http://127.0.0.1:8789`. */
  readonly sqsBaseUrl: string;
  /** Base URL of the HTTP API, e.g. `http://127.0.0.1:8787`. */
  readonly apiBaseUrl: string;
};

type Entry = { readonly resource: TemplateResource; readonly identity: () => Identity };

/** Values that a stack gives to others: what it exports, and every output by the names of stack and output. */
type Published = { readonly exports: Map<string, () => unknown>; readonly outputs: Map<string, () => unknown> };

const outputKey = (stackName: string, outputName: string) => `${stackName} ${outputName}`;

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
      properties: () => within(`${template.name}/${logicalId} (${resource.Type})`, () => record(resource, scope)),
    })),
  );
}

function record(resource: TemplateResource, scope: Scope): Record<string, unknown> {
  const properties = resolve(resource.Properties, scope);
  return isRecord(properties) ? properties : {};
}

function createStackScope(
  template: StackTemplate,
  published: Published,
  endpoints: Endpoints,
): { template: StackTemplate; scope: Scope; entries: ReadonlyMap<string, Entry> } {
  const entries = new Map<string, Entry>();
  const present = (id: string): Entry => {
    const entry = entries.get(id);
    if (!entry) throw new TemplateError(`${template.name} has no resource ${id}`);
    return entry;
  };
  const scope: Scope = {
    ref(name) {
      const pseudo = pseudoParameter(name, template.name);
      if (pseudo !== undefined) return pseudo;
      const parameter = template.Parameters[name];
      if (!parameter) return present(name).identity().ref;
      if (parameter.Default === undefined) throw new TemplateError(`the parameter ${name} has no default`);
      return parameter.Default;
    },
    getAtt(logicalId, attribute) {
      const { identity, resource } = present(logicalId);
      const value = identity().attributes[attribute];
      if (value !== undefined) return value;
      throw new TemplateError(`${attribute} of ${logicalId} (${resource.Type}) is not known here`);
    },
    importValue(exportName) {
      const value = published.exports.get(exportName);
      if (!value) throw new TemplateError(`no stack exports ${exportName}`);
      return value();
    },
    stackOutput(stackName, outputName) {
      const value = published.outputs.get(outputKey(stackName, outputName));
      if (!value) throw new TemplateError(`no stack ${stackName} has an output ${outputName}`);
      return value();
    },
    condition(name) {
      if (!(name in template.Conditions)) throw new TemplateError(`no condition ${name}`);
      return resolve(template.Conditions[name], scope) === true;
    },
    findInMap(map, first, second) {
      const value = template.Mappings[map]?.[first]?.[second];
      if (value === undefined) throw new TemplateError(`no mapping ${map}.${first}.${second}`);
      return value;
    },
  };
  const names = readableNames(template);
  for (const [logicalId, resource] of Object.entries(template.Resources)) {
    if (resource.Condition !== undefined && !scope.condition(resource.Condition)) continue;
    const identity = once(() => {
      const given = resource.Properties[NAME_PROPERTY[resource.Type] ?? ""];
      return identify({
        type: resource.Type,
        fallbackName: `${template.name}-${names.get(logicalId) ?? logicalId}`,
        givenName: given === undefined ? undefined : String(resolve(given, scope)),
        fifo: resource.Properties.FifoQueue === true,
        ...endpoints,
      });
    });
    entries.set(logicalId, { resource, identity });
  }
  return { template, scope, entries };
}

/** Logical ids without CDK's eight-digit hash, where that leaves them different within their type. */
function readableNames(template: StackTemplate): ReadonlyMap<string, string> {
  const short = (id: string): string => id.replace(/[0-9A-F]{8}$/, "") || id;
  const seen = new Map<string, number>();
  const keyed = Object.entries(template.Resources).map(([id, { Type }]) => ({ id, key: `${Type} ${short(id)}` }));
  for (const { key } of keyed) seen.set(key, (seen.get(key) ?? 0) + 1);
  return new Map(keyed.map(({ id, key }) => [id, seen.get(key) === 1 ? short(id) : id]));
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

function within<T>(where: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof TemplateError) throw new TemplateError(`${where}: ${error.message}`, { cause: error });
    throw error;
  }
}
