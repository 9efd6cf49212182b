import { ConditionalCheckFailedException, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import * as z from "zod";
import { failedWriteUnits } from "../../local/aws/dynamodb/units.ts";

/** Calls by operation, and the units that DynamoDB reports for them. */
export type Meter = { readonly calls: Record<string, number>; readUnits: number; writeUnits: number };

const READS = new Set(["GetItem", "BatchGetItem", "Query"]);
const consumed = z.object({ CapacityUnits: z.number() });
const answerSchema = z.object({
  ConsumedCapacity: z.union([consumed.transform((one) => [one]), z.array(consumed)]),
});

export function createMeter(): Meter {
  return { calls: {}, readUnits: 0, writeUnits: 0 };
}

export function count(meter: Meter, call: string, by = 1): void {
  meter.calls[call] = (meter.calls[call] ?? 0) + by;
}

/**
 * Counts calls by operation, and the units that the engine reports (missing items and indexes included, as on AWS). It
 * reports no units of a write whose condition fails: they are counted by the item that is there.
 */
export function meterTable(client: DynamoDBClient, meter: Meter): void {
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const operation = (context.commandName ?? "").replace(/Command$/, "");
      const input = { ...args.input, ReturnConsumedCapacity: "TOTAL" as const };
      const result = await next({ ...args, input }).catch((error: unknown) => {
        if (error instanceof ConditionalCheckFailedException) {
          meter.writeUnits += failedWriteUnits(error.Item);
          count(meter, operation);
        }
        throw error;
      });
      const units = answerSchema.parse(result.output).ConsumedCapacity;
      const total = units.reduce((sum, { CapacityUnits }) => sum + CapacityUnits, 0);
      if (READS.has(operation)) meter.readUnits += total;
      else meter.writeUnits += total;
      count(meter, operation);
      return result;
    },
    { step: "initialize" },
  );
}
