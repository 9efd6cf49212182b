/**
 * Stands for `@aws-sdk/client-secrets-manager` in some bundles (decision 39): what they use of it, by the same names.
 */
import { lightClient, lightCommand } from "../light-client.ts";
import { SERVICES } from "../service.ts";

export const SecretsManagerClient = lightClient(SERVICES.secrets);
export const GetSecretValueCommand = lightCommand("GetSecretValue");
