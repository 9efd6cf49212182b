import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import * as z from "zod";
import {
  expiryAfter,
  type Item,
  keyPart,
  malformed,
  number,
  numberOf,
  text,
  textOf,
} from "../../../platform/dynamodb/attributes.ts";
import type { Condition } from "../../../platform/dynamodb/expressions.ts";
import { packJson, unpackJson } from "../../../platform/dynamodb/packed-json.ts";
import { commandSchema } from "../../domain/command.ts";
import {
  type CommandState,
  commandStates,
  isRequested,
  type LedgerEntry,
  needsAttention,
} from "../../domain/ledger.ts";
import { type RunShard, shardOfCommand } from "../../domain/run-shard.ts";
import { reasonAttributes, reasonIn } from "./reason.ts";

/** How long a row is kept after its last change, days. */
const KEPT_DAYS = 90;

const stateSchema = z.enum(commandStates);

/**
 * The partition of the rows of one account's part of a run. DynamoDB writes 1,000 rows a second to one partition, and
 * an account sends far fewer messages.
 */
export const partPartition = ({ runId, shard }: RunShard) => `cmds#${keyPart(runId)}#${shard}`;

export function ledgerKey(commandId: string): { pk: string; sk: string } {
  const part = shardOfCommand(commandId);
  if (part) return { pk: partPartition(part), sk: keyPart(commandId) };
  return { pk: `cmd#${keyPart(commandId)}`, sk: "cmd" };
}

/** The time of a change as text that sorts by time: the index by attention needs a string. */
export const timeText = (at: number) => text(new Date(at).toISOString());
export const rowExpiry = (now: number) => expiryAfter(KEPT_DAYS, now);

export function rowOf(entry: LedgerEntry) {
  const { command, state, attempts, owner, leaseUntil, reason, newMsgId, msgId, createTime, updatedAt } = entry;
  const { pk, sk } = ledgerKey(command.id);
  return {
    pk: text(pk),
    sk: text(sk),
    appId: text(command.appId),
    state: text(state),
    generation: number(command.generation),
    attempts: number(attempts),
    command: packJson(command, "a command"),
    updatedAt: timeText(updatedAt),
    expiresAt: rowExpiry(updatedAt),
    ...(owner === undefined ? {} : { owner: text(owner) }),
    ...(leaseUntil === undefined ? {} : { leaseUntil: number(leaseUntil) }),
    ...(reason === undefined ? {} : reasonAttributes(reason)),
    ...(newMsgId === undefined ? {} : { newMsgId: text(newMsgId) }),
    ...(msgId === undefined ? {} : { msgId: text(msgId) }),
    ...(createTime === undefined ? {} : { createTime: number(createTime) }),
    ...attention(entry),
  };
}

/** The value of `attention` of rows whose request may have broken off. */
export const REQUESTED = "requested";

/** The attribute that puts a row on the sparse index; other rows do not have it. */
function attention(entry: LedgerEntry): { attention?: AttributeValue } {
  if (needsAttention(entry.state)) return { attention: text(entry.state) };
  return isRequested(entry) && entry.reason === undefined ? { attention: text(REQUESTED) } : {};
}

export function stateOf(item: Item): CommandState {
  const state = stateSchema.safeParse(item.state?.S);
  if (!state.success) throw malformed(item, "state", state.error);
  return state.data;
}

export function entryOf(item: Item): LedgerEntry {
  const { owner, newMsgId, msgId } = item;
  const reason = reasonIn(item);
  return {
    command: unpackJson(item, "command", commandSchema),
    state: stateOf(item),
    attempts: numberOf(item, "attempts"),
    ...(owner?.S === undefined ? {} : { owner: owner.S }),
    ...(item.leaseUntil === undefined ? {} : { leaseUntil: numberOf(item, "leaseUntil") }),
    ...(reason === undefined ? {} : { reason }),
    ...(newMsgId?.S === undefined ? {} : { newMsgId: newMsgId.S }),
    ...(msgId?.S === undefined ? {} : { msgId: msgId.S }),
    ...(item.createTime === undefined ? {} : { createTime: numberOf(item, "createTime") }),
    updatedAt: Date.parse(textOf(item, "updatedAt")),
  };
}

/** The condition that a row still stands as it was read. */
export function unchanged({ state, command, attempts, owner }: LedgerEntry): Condition {
  return {
    expression: [
      "#state = :wasState AND #generation = :wasGeneration AND #attempts = :wasAttempts",
      owner === undefined ? "attribute_not_exists(#owner)" : "#owner = :wasOwner",
    ].join(" AND "),
    values: {
      ":wasState": text(state),
      ":wasGeneration": number(command.generation),
      ":wasAttempts": number(attempts),
      ...(owner === undefined ? {} : { ":wasOwner": text(owner) }),
    },
  };
}
