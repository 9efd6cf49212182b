import * as z from "zod";
import { TemplateError } from "./intrinsics.ts";
import type { ResolvedResource } from "./resolver.ts";

/** Resources of the app by type, with checked properties. */
export type Resources = {
  all(...types: string[]): readonly ResolvedResource[];
  /** The resource that `value` refers to by ARN, name or `Ref`. */
  named(value: string, ...types: string[]): ResolvedResource;
};

export function createResources(resolved: readonly ResolvedResource[]): Resources {
  const all = (...types: string[]) => resolved.filter(({ type }) => types.includes(type));
  return {
    all,
    named(value, ...types) {
      const found = all(...types).find(({ arn, ref, name }) => arn === value || ref === value || name === value);
      if (!found) throw new TemplateError(`nothing in the template is ${value} (looked for ${types.join(", ")})`);
      return found;
    },
  };
}

/** The properties of one resource in the shape that the emulation needs; names the resource if they differ. */
export function propertiesOf<T>(resource: ResolvedResource, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(resource.properties());
  if (parsed.success) return parsed.data;
  const where = `${resource.stack}/${resource.logicalId} (${resource.type})`;
  throw new TemplateError(`${where}: ${z.prettifyError(parsed.error)}`);
}

/** CloudFormation takes `"true"` for `true`. */
export const flag = z.union([z.boolean(), z.stringbool()]);
export const count = z.coerce.number().int();

/** A property whose effect is not emulated: a template that has it is refused. */
export const notEmulated = (what: string) => z.undefined({ error: `${what}: not emulated` }).optional();
