import * as z from "zod";
import { listOf, objectOf } from "../cloud/aws-calls.ts";
import { pick, type Rows } from "./row.ts";

export const TABLES: Rows = {
  "AWS::DynamoDB::Table": {
    async read(aws, name) {
      const [table, backups, expiry] = await Promise.all([
        aws.call("dynamodb", "DescribeTable", { TableName: name }),
        aws.call("dynamodb", "DescribeContinuousBackups", { TableName: name }),
        aws.call("dynamodb", "DescribeTimeToLive", { TableName: name }),
      ]);
      const described = objectOf(table, "Table");
      const recovery = objectOf(objectOf(backups, "ContinuousBackupsDescription"), "PointInTimeRecoveryDescription");
      const ttl = objectOf(expiry, "TimeToLiveDescription");
      const indexes = listOf(described, "GlobalSecondaryIndexes");
      return {
        ...pick(described, "AttributeDefinitions", "DeletionProtectionEnabled", "KeySchema"),
        BillingMode: objectOf(described, "BillingModeSummary").BillingMode,
        PointInTimeRecoverySpecification: {
          PointInTimeRecoveryEnabled: recovery.PointInTimeRecoveryStatus === "ENABLED",
        },
        ...(ttl.TimeToLiveStatus === "ENABLED"
          ? { TimeToLiveSpecification: { AttributeName: ttl.AttributeName, Enabled: true } }
          : {}),
        ...(indexes.length > 0
          ? { GlobalSecondaryIndexes: indexes.map((index) => pick(index, "IndexName", "KeySchema", "Projection")) }
          : {}),
      };
    },
    list: async (aws) => z.array(z.string()).parse((await aws.call("dynamodb", "ListTables", {})).TableNames),
  },
};
