import type { AwsCredentialIdentity } from "@smithy/types";

/** Credentials as long as they are valid. */
export type Credentials = () => Promise<AwsCredentialIdentity>;

/**
 * The credentials of the function's role, which Lambda puts into the environment of each process. Where they are not
 * there, the SDK's chain of providers finds them; its code is loaded then only.
 */
export function roleCredentials(env: Readonly<Record<string, string | undefined>>): Credentials {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN: token } = env;
  if (accessKeyId && secretAccessKey) {
    const known = { accessKeyId, secretAccessKey, ...(token ? { sessionToken: token } : {}) };
    return () => Promise.resolve(known);
  }
  let chain: Promise<Credentials> | undefined;
  return async () => {
    chain ??= import("@aws-sdk/credential-provider-node").then(({ defaultProvider }) => defaultProvider());
    return (await chain)();
  };
}
