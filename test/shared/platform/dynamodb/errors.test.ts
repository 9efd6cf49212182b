import { ConditionalCheckFailedException, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { describe, expect, it, vi } from "vitest";
import { createDynamoAccountStore } from "../../../../shared/accounts/adapters/dynamo-store.ts";
import { AppError } from "../../../../shared/kernel/domain/errors.ts";
import { createDynamoLedger } from "../../../../shared/outbound/adapters/dynamo-ledger.ts";
import { translate } from "../../../../shared/platform/dynamodb/errors.ts";
import { aCommand, NOON } from "../../../support/builders.ts";

const named = (name: string, more: object = {}) => Object.assign(new Error("as AWS says"), { name }, more);

describe("an error of DynamoDB", () => {
  it.each([
    named("ProvisionedThroughputExceededException"),
    named("ThrottlingException"),
    named("TimeoutError"),
    named("Error", { code: "ECONNREFUSED" }),
    named("Error", { code: "ECONNRESET" }),
    named("Odd", { $metadata: { httpStatusCode: 503 } }),
  ])("is unavailable, and may be tried again, for %s", (error) => {
    expect(translate(error, "state")).toMatchObject({
      code: "unavailable",
      retryable: true,
      cause: error,
      details: { table: "state" },
    });
  });

  it.each([
    named("ValidationException", { $metadata: { httpStatusCode: 400 } }),
    named("ResourceNotFoundException", { $metadata: {} }),
    named("Odd", { $metadata: null }),
    named("Error", { code: "EACCES" }),
    "a word",
  ])("is internal, and for a person, for %s", (error) => {
    expect(translate(error, "state")).toMatchObject({ code: "internal", retryable: false, cause: error });
  });

  it("of our own stays what it is", () => {
    const error = new AppError("too-large", "a message takes 500 KB");
    expect(translate(error, "state")).toBe(error);
  });

  it("reaches the caller of a port translated, from reads and writes alike", async () => {
    const client = new DynamoDBClient({
      endpoint: "http://127.0.0.1:1",
      region: "us-east-1",
      credentials: { accessKeyId: "local", secretAccessKey: "local" },
      maxAttempts: 1,
    });
    const ledger = createDynamoLedger({ client, table: "journal" });
    const unavailable = { code: "unavailable", retryable: true, details: { table: "journal" } };
    await expect(ledger.get("cmd_1")).rejects.toMatchObject(unavailable);
    await expect(ledger.listAttention("failed", 1)).rejects.toMatchObject(unavailable);
    await expect(ledger.claim(aCommand(), "a", NOON, NOON)).rejects.toMatchObject(unavailable);
    const accounts = createDynamoAccountStore({ client, table: "config" });
    await expect(accounts.update("wx_1", { name: "a" }, NOON)).rejects.toMatchObject({ code: "unavailable" });
    client.destroy();
  });
});

it("of a row that is gone each time its condition failed is unavailable after a few rounds", async () => {
  const client = new DynamoDBClient({ region: "us-east-1" });
  const send = vi.spyOn(client, "send").mockImplementation(async (command: object) => {
    if ("input" in command && typeof command.input === "object" && command.input && "Item" in command.input) {
      throw new ConditionalCheckFailedException({ message: "no", $metadata: {} });
    }
    return {};
  });
  const ledger = createDynamoLedger({ client, table: "journal" });
  await expect(ledger.claim(aCommand(), "a", NOON, NOON)).rejects.toMatchObject({
    code: "unavailable",
    retryable: true,
  });
  expect(send).toHaveBeenCalledTimes(10);
});
