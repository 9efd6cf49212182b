import { createHash } from "node:crypto";
import { LOCAL_IDENTITY } from "../identity.ts";
import { AwsError } from "../service.ts";
import type { Secret, Secrets } from "./file.ts";

/** The ARN of a secret; its six last characters, random on AWS, follow from the name here. */
export function secretArn(name: string): string {
  const suffix = createHash("sha256").update(name).digest("hex").slice(0, 6);
  return `arn:aws:secretsmanager:${LOCAL_IDENTITY.region}:${LOCAL_IDENTITY.accountId}:secret:${name}-${suffix}`;
}

/** By name, by ARN, or by ARN without its six random characters, as AWS accepts them. @throws AwsError */
export function findSecret(secrets: Secrets, id: string): [string, Secret] {
  for (const [name, secret] of Object.entries(secrets)) {
    const arn = secretArn(name);
    if (id === name || id === arn || id === arn.slice(0, -7)) return [name, secret];
  }
  throw new AwsError("ResourceNotFoundException", "Secrets Manager can't find the specified secret.");
}

/** What every action says of a secret. */
export function identify(name: string, secret: Secret) {
  return { ARN: secretArn(name), Name: name, VersionId: secret.versionId };
}

/** A secret as DescribeSecret and ListSecrets show it. */
export function describeSecret(name: string, secret: Secret) {
  return {
    ARN: secretArn(name),
    Name: name,
    ...(secret.description === undefined ? {} : { Description: secret.description }),
    CreatedDate: secret.createdAt,
    LastChangedDate: secret.changedAt,
    SecretVersionsToStages: { [secret.versionId]: ["AWSCURRENT"] },
  };
}
