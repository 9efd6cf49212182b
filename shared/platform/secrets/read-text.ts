import {
  GetSecretValueCommand,
  SecretsManagerClient,
  type SecretsManagerClientConfig,
} from "@aws-sdk/client-secrets-manager";
import { AppError } from "../../kernel/domain/errors.ts";
import { lean } from "../aws/lean.ts";

/** Reads the texts of secrets from Secrets Manager. Undefined: into this one no value has been put. */
export function createReadSecretText(
  config: SecretsManagerClientConfig,
): (secretId: string) => Promise<string | undefined> {
  const client = lean(new SecretsManagerClient(config));
  return async (secretId) => {
    try {
      const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: secretId }));
      if (SecretString === undefined) throw new AppError("internal", `the secret '${secretId}' has no text`);
      return SecretString;
    } catch (error) {
      if (error instanceof Error && error.name === "ResourceNotFoundException") return undefined;
      throw error;
    }
  };
}
