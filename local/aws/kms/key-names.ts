import type { KeyModel } from "../../template/model.ts";
import { LOCAL_IDENTITY } from "../identity.ts";

const kmsArn = (rest: string): string => `arn:aws:kms:${LOCAL_IDENTITY.region}:${LOCAL_IDENTITY.accountId}:${rest}`;

export const keyArn = (id: string): string => kmsArn(`key/${id}`);
export const aliasArn = (alias: string): string => kmsArn(alias);

/** The id of a key that is named by its id, its ARN, an alias or an alias's ARN; undefined for an unknown alias. */
export function keyIdOf(name: string, keys: readonly KeyModel[]): string | undefined {
  const rest = name.replace(/^arn:[^:]*:kms:[^:]*:[^:]*:/, "");
  if (!rest.startsWith("alias/")) return rest.replace(/^key\//, "");
  return keys.find(({ aliases }) => aliases.includes(rest))?.id;
}
