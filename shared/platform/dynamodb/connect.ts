import { DynamoDBClient, type DynamoDBClientConfig } from "@aws-sdk/client-dynamodb";
import { lean } from "../aws/lean.ts";

/** The client of DynamoDB; it calls the region's endpoint, without asking for the account's own. */
export function connectDynamo(config: DynamoDBClientConfig): DynamoDBClient {
  return lean(new DynamoDBClient({ ...config, accountIdEndpointMode: "disabled" }));
}
