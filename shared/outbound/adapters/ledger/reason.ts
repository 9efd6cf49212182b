import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import * as z from "zod";
import { type Item, text } from "../../../platform/dynamodb/attributes.ts";
import { type CommandReason, commandReasonCodes } from "../../domain/reason.ts";

const codeSchema = z.enum(commandReasonCodes);

/**
 * A reason as its row has it: the code in `reasonCode`, the detail in `reason`. Rows from before reasons had codes have
 * words in `reason` and no `reasonCode`.
 */
export function reasonAttributes(reason: CommandReason): { reasonCode?: AttributeValue; reason?: AttributeValue } {
  if (reason.code === undefined) return { reason: text(reason.words) };
  const { code, detail } = reason;
  return { reasonCode: text(code), ...(detail === undefined ? {} : { reason: text(detail) }) };
}

/** The reason in a row; undefined for a row without one. A code that this version does not know becomes words. */
export function reasonIn(item: Item): CommandReason | undefined {
  const written = item.reasonCode?.S;
  const detail = item.reason?.S;
  if (written === undefined) return detail === undefined ? undefined : { words: detail };
  const code = codeSchema.safeParse(written);
  if (!code.success) return { words: detail === undefined ? written : `${written}: ${detail}` };
  return { code: code.data, ...(detail === undefined ? {} : { detail }) };
}
