import { createHash } from "node:crypto";
import { ACCOUNT_ID } from "../template/identity.ts";
import type { Statement } from "./statement.ts";

/** The role of a function. */
export type RoleModel = { readonly name: string; readonly arn: string; readonly statements: readonly Statement[] };

/** The access key of a function: the same on every start, so that a link it signed stays its own. */
export function accessKeyOf(functionArn: string): string {
  return `ASIA${createHash("sha256").update(functionArn).digest("hex").slice(0, 16).toUpperCase()}`;
}

/** How AWS names a function that calls it: by the session of its role. */
export function sessionArn(roleName: string, functionName: string): string {
  return `arn:aws:sts::${ACCOUNT_ID}:assumed-role/${roleName}/${functionName}`;
}

/**
 * The access key that a request is signed with; undefined for an unsigned one. It stands before the scope:
 * `Credential=AKID/20260101/us-east-1/sqs/aws4_request`, in the header or, for a link, in the query.
 */
export function signingKey(authorization: string | undefined, url = ""): string | undefined {
  if (authorization !== undefined) return /Credential=([^/,\s]+)/.exec(authorization)?.[1];
  return /[?&]X-Amz-Credential=([^%/&]+)/.exec(url)?.[1];
}
