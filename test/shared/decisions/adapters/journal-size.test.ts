import { randomBytes } from "node:crypto";
import { type AttributeValue, DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { describe, expect, it, vi } from "vitest";
import * as z from "zod";
import { createDynamoJournal } from "../../../../shared/decisions/adapters/dynamo-journal.ts";
import { type Decision, decisionSchema } from "../../../../shared/decisions/domain/decision.ts";
import { type InboundMessage, inboundMessageSchema } from "../../../../shared/messages/domain/inbound-message.ts";
import type { Item } from "../../../../shared/platform/dynamodb/attributes.ts";
import { unpackJson } from "../../../../shared/platform/dynamodb/packed-json.ts";
import { aCommand, aDecision, anInboundText, NOON } from "../../../support/builders.ts";

const { text: _text, ...head } = anInboundText();
/** Base64 of random bytes, which compression cannot make smaller than the bytes. */
const noise = (kilobytes: number) => randomBytes(kilobytes * 1024).toString("base64");
const anImage = (xml: string, thumbnail: string): InboundMessage => ({
  ...head,
  kind: "image",
  xml,
  thumbnail,
  md5: "ab",
});
const forwarding = (xml: string) =>
  aDecision({ commands: [aCommand({ content: { type: "forward", as: "image", xml } })] });

/** The item that the journal writes. */
async function written(message: InboundMessage, decision: Decision): Promise<Item> {
  const client = new DynamoDBClient({ region: "us-east-1" });
  const items: Item[] = [];
  vi.spyOn(client, "send").mockImplementation(async (command: object) => {
    if (command instanceof PutItemCommand && command.input.Item) items.push(command.input.Item);
    return {};
  });
  const entry = { envelopeId: "env-1", dedupKey: "7", receivedAt: NOON, message, decision };
  await createDynamoJournal({ client, table: "journal" }).record(entry, NOON);
  const [item] = items;
  if (!item) throw new Error("nothing was written");
  return item;
}

/** The size of an item as DynamoDB counts it: names and values. */
function bytesOf(item: Item): number {
  const size = ({ S, N, B }: AttributeValue) => B?.byteLength ?? Buffer.byteLength(S ?? N ?? "");
  return Object.entries(item).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + size(value), 0);
}

describe("an item of the journal", () => {
  it("has the message as it came where there is room", async () => {
    const message = anImage(noise(100), noise(90));
    const item = await written(message, forwarding(noise(150)));
    expect(unpackJson(item, "message", inboundMessageSchema)).toEqual(message);
    expect(item.omitted).toBeUndefined();
    expect(bytesOf(item)).toBeLessThan(400 * 1024);
  });

  it("keeps the decision, and of the message what fits beside it, and names the rest", async () => {
    const xml = noise(100);
    const decision = forwarding(noise(180));
    const item = await written(anImage(xml, noise(250)), decision);
    expect(unpackJson(item, "decision", decisionSchema)).toEqual(decision);
    expect(unpackJson(item, "message", z.unknown())).toEqual({ ...head, kind: "image", xml, md5: "ab" });
    expect(item.omitted).toEqual({ S: "thumbnail" });
    expect(bytesOf(item)).toBeLessThan(400 * 1024);
  });

  it("keeps the head where the message alone would be too large", async () => {
    const item = await written(anImage(noise(450), noise(400)), aDecision());
    expect(unpackJson(item, "message", z.unknown())).toEqual({ ...head, kind: "image", md5: "ab" });
    expect(item.omitted).toEqual({ S: "xml thumbnail" });
  });

  it("refuses a decision that fits into no item", async () => {
    await expect(written(anInboundText(), forwarding(noise(500)))).rejects.toMatchObject({
      code: "too-large",
      message: expect.stringMatching(/^a decision takes/),
    });
  });
});
