/** The client of KMS in every bundle: three actions do not need the SDK's package (decision 45). */
import { lightClient, lightCommand } from "../light-client.ts";
import { SERVICES } from "../service.ts";

export const KMSClient = lightClient(SERVICES.kms);
export const DecryptCommand = lightCommand("Decrypt");
export const GenerateDataKeyCommand = lightCommand("GenerateDataKey");
