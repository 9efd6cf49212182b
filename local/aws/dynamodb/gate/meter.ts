import { parseJson } from "../../../parse-json.ts";
import { failedWriteUnits } from "../units.ts";
import type { RawRequest } from "./request-reader.ts";

/** What functions use of DynamoDB since the start. */
export type DynamoUsage = {
  /** Calls by action, without those that were refused before the engine. */
  readonly calls: Readonly<Record<string, number>>;
  readonly readUnits: number;
  /** Those of writes whose condition failed included. */
  readonly writeUnits: number;
  readonly failedConditions: number;
};

export type Units = { readUnits: number; writeUnits: number };

/** The same units by table, and by what called. */
export type UnitShares = {
  readonly tables: Readonly<Record<string, Units>>;
  /** By function; what called without a function's key is under `others`. */
  readonly functions: Readonly<Record<string, Units>>;
};

/** Follows the calls of all connections. */
export type DynamoMeter = {
  usage(): DynamoUsage;
  shares(): UnitShares;
  /** The request that makes the engine say what the call costs; the bytes as they came where it cannot say. */
  ask(action: string | undefined, request: RawRequest): Buffer;
  /** Takes the answer of one call, chunk by chunk. */
  answer(action: string | undefined, call?: CallOrigin): (chunk: Buffer) => void;
};

const READS = new Set(["GetItem", "BatchGetItem", "Query", "Scan"]);
const WRITES = new Set(["PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem"]);
/** Joined writes: each statement fails by itself, and the engine counts its units among those of the call. */
const JOINED = "BatchExecuteStatement";

const MEMBER = Buffer.from('"ReturnConsumedCapacity":"TOTAL",');
const OPENING_BRACE = 0x7b;
/** Within a text of an item the quotes would be escaped. */
const UNITS =
  /(?:(?<!\\)"TableName":"([^"\\]+)",)?(?<!\\)"CapacityUnits":([\d.]+)[,}]|(?<!\\)"Code":"(DuplicateItem|ConditionalCheckFailed)"/g;
const FAILED = '#ConditionalCheckFailedException"';
/** Characters that are kept of a chunk, because what is looked for may go on in the next one. */
const KEPT_CHARS = 400;

/** Who made a call, and the table that its request names first. */
export type CallOrigin = { readonly accessKey?: string | undefined; readonly table?: string | undefined };

/** @param functionOf the name of the function that has an access key */
export function createDynamoMeter(
  functionOf: (accessKey: string | undefined) => string | undefined = () => undefined,
): DynamoMeter {
  const calls: Record<string, number> = {};
  const units = { readUnits: 0, writeUnits: 0, failedConditions: 0 };
  const tables: Record<string, Units> = {};
  const functions: Record<string, Units> = {};

  function add(unit: keyof Units, count: number, table = "others", caller = "others"): void {
    units[unit] += count;
    tables[table] ??= { readUnits: 0, writeUnits: 0 };
    tables[table][unit] += count;
    functions[caller] ??= { readUnits: 0, writeUnits: 0 };
    functions[caller][unit] += count;
  }

  function failed(answer: string, table: string | undefined, caller: string | undefined): void {
    const body = Object(parseJson(Buffer.from(answer.slice(answer.indexOf("\r\n\r\n") + 4), "latin1")));
    units.failedConditions++;
    add("writeUnits", failedWriteUnits(body.Item), table, caller);
  }

  return {
    usage: () => ({ calls: { ...calls }, ...units }),
    shares: () => structuredClone({ tables, functions }),
    ask(action, { head, bytes, bodyAt }) {
      if (action === undefined) return bytes;
      calls[action] = (calls[action] ?? 0) + 1;
      const isMetered = READS.has(action) || WRITES.has(action) || action === JOINED;
      if (!isMetered || bytes[bodyAt] !== OPENING_BRACE || bytes.includes('"ReturnConsumedCapacity"', bodyAt))
        return bytes;
      const length = bytes.length - bodyAt + MEMBER.length;
      const newHead = head.replace(/(\r\ncontent-length:) *\d+/i, `$1 ${length}`);
      return Buffer.concat([Buffer.from(`${newHead}\r\n\r\n{`, "latin1"), MEMBER, bytes.subarray(bodyAt + 1)]);
    },
    answer(action = "", { accessKey, table } = {}) {
      const caller = functionOf(accessKey);
      const unit = READS.has(action) ? "readUnits" : "writeUnits";
      let refusal: string | undefined;
      let rest = "";
      let isFirst = true;
      return (chunk) => {
        const text = chunk.toString("latin1");
        if (isFirst && text.startsWith("HTTP/1.1 4")) refusal = "";
        isFirst = false;
        if (refusal !== undefined) {
          refusal += text;
          if (!WRITES.has(action) || !isWhole(refusal)) return;
          if (refusal.includes(FAILED)) failed(refusal, table, caller);
          refusal = "";
          return;
        }
        const searched = rest + text;
        let end = 0;
        for (const match of searched.matchAll(UNITS)) {
          const [, named, counted, failure] = match;
          if (counted !== undefined) add(unit, Number(counted), named ?? table, caller);
          if (failure !== undefined && action === JOINED) units.failedConditions++;
          end = match.index + match[0].length;
        }
        rest = searched.slice(Math.max(end, searched.length - KEPT_CHARS));
      };
    },
  };
}

/** Whether an answer has come to its end. */
function isWhole(answer: string): boolean {
  const bodyAt = answer.indexOf("\r\n\r\n") + 4;
  const length = /\r\ncontent-length: *(\d+)/i.exec(answer.slice(0, bodyAt))?.[1];
  return bodyAt >= 4 && answer.length >= bodyAt + Number(length ?? 0);
}
