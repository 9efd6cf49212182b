/** Stands for `@aws-sdk/client-dynamodb` in some bundles (decision 39): what they use of it, by the same names. */
import { lightClient, lightCommand } from "../light-client.ts";
import { SERVICES } from "../service.ts";

export const DynamoDBClient = lightClient(SERVICES.dynamodb);
export const BatchExecuteStatementCommand = lightCommand("BatchExecuteStatement");
export const BatchGetItemCommand = lightCommand("BatchGetItem");
export const DeleteItemCommand = lightCommand("DeleteItem");
export const ExecuteStatementCommand = lightCommand("ExecuteStatement");
export const GetItemCommand = lightCommand("GetItem");
export const PutItemCommand = lightCommand("PutItem");
export const QueryCommand = lightCommand("Query");
export const ScanCommand = lightCommand("Scan");
export const UpdateItemCommand = lightCommand("UpdateItem");
