import { ScanCommand } from "@aws-sdk/client-dynamodb";
import * as z from "zod";
import { type Item, isExpired, numberOf, text, textOf } from "../../platform/dynamodb/attributes.ts";
import { translate } from "../../platform/dynamodb/errors.ts";
import { unpackJson } from "../../platform/dynamodb/packed-json.ts";
import { createTable, type TableOptions } from "../../platform/dynamodb/table.ts";
import { PROFILE_PREFIX, storedOf } from "../../profiles/adapters/dynamo-profiles.ts";
import type { BehaviourHistory } from "../../profiles/application/ports/behaviour-history.ts";
import { type Behaviour, behaviourOf } from "../../profiles/domain/behaviour.ts";
import { decisionSchema } from "../domain/decision.ts";
import { CONVERSATION_PREFIX, conversationPartition } from "./dynamo-journal-key.ts";

const messageSchema = z.object({ conversationId: z.string(), sentAt: z.number() });
const madeSchema = decisionSchema.pick({ rules: true, profile: true });

/** Reads the table `journal` for the replay of profiles: one conversation by query, everything by scan. */
export function createDynamoBehaviourHistory(options: TableOptions): BehaviourHistory {
  const table = createTable(options);

  async function* scanned(): AsyncGenerator<Item> {
    let from: Item | undefined;
    do {
      const command = new ScanCommand({
        TableName: options.table,
        FilterExpression: "begins_with(#pk, :conversation) OR begins_with(#pk, :profile)",
        ExpressionAttributeNames: { "#pk": "pk" },
        ExpressionAttributeValues: { ":conversation": text(CONVERSATION_PREFIX), ":profile": text(PROFILE_PREFIX) },
        ...(from ? { ExclusiveStartKey: from } : {}),
      });
      const page = await options.client.send(command).catch((error: unknown) => {
        throw translate(error, options.table);
      });
      yield* page.Items ?? [];
      from = page.LastEvaluatedKey;
    } while (from);
  }

  return {
    async *conversation(appId, conversationId, now) {
      const pages = table.pages({
        expression: "#pk = :pk AND begins_with(#sk, :prefix)",
        values: { ":pk": text(conversationPartition(appId, conversationId)), ":prefix": text("msg#") },
        ConsistentRead: true,
      });
      for await (const items of pages) {
        for (const item of items) {
          const behaviour = readBehaviour(item, now);
          if (behaviour) yield behaviour;
        }
      }
    },

    async *everything(now) {
      for await (const item of scanned()) {
        if (textOf(item, "pk").startsWith(PROFILE_PREFIX)) {
          const stored = storedOf(item, now);
          if (stored) yield { stored };
        } else {
          const behaviour = readBehaviour(item, now);
          if (behaviour) yield { behaviour };
        }
      }
    },
  };
}

function readBehaviour(item: Item, now: number): Behaviour | undefined {
  if (isExpired(item, now)) return undefined;
  const decision = unpackJson(item, "decision", madeSchema);
  if (!decision.profile) return undefined;
  const message = {
    ...unpackJson(item, "message", messageSchema),
    appId: textOf(item, "appId"),
    kind: textOf(item, "kind"),
  };
  return behaviourOf({ id: textOf(item, "envelopeId"), receivedAt: numberOf(item, "receivedAt") }, message, decision);
}
