import * as z from "zod";
import type { RoleModel } from "../iam/identity.ts";
import type { Statement } from "../iam/statement.ts";
import { TemplateError } from "./intrinsics.ts";
import { notEmulated, propertiesOf, type Resources } from "./resources.ts";

const scalar = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const oneOrMore = z.union([scalar.transform((one) => [one]), z.array(scalar)]);

const documentSchema = z.object({
  Statement: z.array(
    z.object({
      Effect: z.enum(["Allow", "Deny"]),
      Action: oneOrMore,
      NotAction: notEmulated("NotAction"),
      Resource: oneOrMore,
      NotResource: notEmulated("NotResource"),
      Condition: z.record(z.string(), z.record(z.string(), oneOrMore)).default({}),
    }),
  ),
});
type Document = z.infer<typeof documentSchema>;

const roleSchema = z.object({
  Policies: z.array(z.object({ PolicyDocument: documentSchema })).default([]),
  ManagedPolicyArns: notEmulated("managed policies of AWS"),
  PermissionsBoundary: notEmulated("permissions boundaries"),
});
const policySchema = z.object({ Roles: z.array(z.string()).default([]), PolicyDocument: documentSchema });

/** The roles of the template by their ARNs, with all that their policies say. */
export function roleModels(resources: Resources): ReadonlyMap<string, RoleModel> {
  const attached = resources.all("AWS::IAM::Policy", "AWS::IAM::ManagedPolicy").map((resource) => {
    return propertiesOf(resource, policySchema);
  });
  return new Map(
    resources.all("AWS::IAM::Role").map((resource) => {
      const { name, arn, ref } = resource;
      const own = propertiesOf(resource, roleSchema).Policies.map(({ PolicyDocument }) => PolicyDocument);
      const added = attached.filter(({ Roles }) => Roles.includes(ref)).map(({ PolicyDocument }) => PolicyDocument);
      return [arn, { name, arn, statements: [...own, ...added].flatMap(statementsOf) }];
    }),
  );
}

/** The role of a function. @throws TemplateError where the template has no such role */
export function roleOf(roles: ReadonlyMap<string, RoleModel>, functionName: string, arn: string): RoleModel {
  const role = roles.get(arn);
  if (!role) throw new TemplateError(`${functionName}: the template has no role ${arn}`);
  return role;
}

function statementsOf({ Statement }: Document): readonly Statement[] {
  return Statement.map(({ Effect, Action, Resource, Condition }) => ({
    effect: Effect,
    actions: Action,
    resources: Resource,
    conditions: Object.entries(Condition).flatMap(([operator, keys]) =>
      Object.entries(keys).map(([key, values]) => ({ operator, key, values })),
    ),
  }));
}
