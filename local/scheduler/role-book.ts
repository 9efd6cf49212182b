import { AwsError } from "../aws/service.ts";
import { jsonRequests } from "../iam/calls/json-services.ts";
import type { RoleModel } from "../iam/identity.ts";
import { compilePolicy } from "../iam/policy.ts";
import type { Call } from "./call-of.ts";

/**
 * Judges the calls of schedules by the policies of their roles. A role that the template does not have is one that a
 * person made, for which the embedded cloud has no API: as the account's own keys, it may do everything.
 */
export type RoleBook = {
  /** @throws AwsError AccessDeniedException */
  demand(roleArn: string, call: Call): void;
};

export function createRoleBook(roles: readonly RoleModel[]): RoleBook {
  const judges = new Map(
    roles.map(({ arn, name, statements }) => [arn, compilePolicy(statements, `the policy of ${name}`)]),
  );
  return {
    demand(roleArn, { prefix, action, input }) {
      const judge = judges.get(roleArn);
      for (const request of judge ? jsonRequests(prefix, action, input) : []) {
        if (judge?.(request) === "allowed") continue;
        const message = `${roleArn} is not authorized to perform: ${request.action} on resource: ${request.resource}`;
        throw new AwsError("AccessDeniedException", message, { status: 403 });
      }
    },
  };
}
