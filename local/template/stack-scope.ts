import type { StackTemplate, TemplateResource } from "./assembly.ts";
import { type Identity, identify, NAME_PROPERTY, pseudoParameter } from "./identity.ts";
import { resolve, type Scope, TemplateError } from "./intrinsics.ts";

/** Where the embedded cloud listens. */
export type Endpoints = {
  /** Base of queue URLs, e.g. `http://127.0.0.1:8789`. */
  readonly sqsBaseUrl: string;
  /** Base URL of the HTTP API, e.g. `http://127.0.0.1:8787`. */
  readonly apiBaseUrl: string;
};

/** A resource, and what stands for it wherever the template refers to it. */
export type Entry = { readonly resource: TemplateResource; readonly identity: () => Identity };

/** Values that a stack gives to others: what it exports, and every output by the names of stack and output. */
export type Published = { readonly exports: Map<string, () => unknown>; readonly outputs: Map<string, () => unknown> };

/** The key of an output among those of all stacks. */
export const outputKey = (stackName: string, outputName: string) => `${stackName} ${outputName}`;

/** A stack, how its intrinsic functions look things up, and its resources by logical id. */
export type StackScope = {
  readonly template: StackTemplate;
  readonly scope: Scope;
  readonly entries: ReadonlyMap<string, Entry>;
};

export function createStackScope(template: StackTemplate, published: Published, endpoints: Endpoints): StackScope {
  const entries = new Map<string, Entry>();
  const scope = scopeOf(template, published, (id) => {
    const entry = entries.get(id);
    if (!entry) throw new TemplateError(`${template.name} has no resource ${id}`);
    return entry;
  });
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

/** `present`: the resource of a logical id; throws for one that the stack does not have. */
function scopeOf(template: StackTemplate, published: Published, present: (id: string) => Entry): Scope {
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
  return scope;
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
