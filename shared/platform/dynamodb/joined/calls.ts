import { BatchExecuteStatementCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { createJoin } from "../../join.ts";
import { isPassing, translate } from "../errors.ts";
import type { Written } from "../written.ts";
import { perClient } from "./per-client.ts";
import type { Statement } from "./statements.ts";

/** Statements of one call. Source: "BatchExecuteStatement" in the Amazon DynamoDB API reference. */
const MOST = 25;

/** A conditional write that may go with others. */
export type JoinableWrite = {
  readonly table: string;
  /** The item's, as text. DynamoDB refuses a call that names an item twice. */
  readonly key: string;
  readonly statement: Statement;
  /** The same write as a call of its own, which also tells what stood in its way. */
  single(): Promise<Written>;
};

/**
 * Writes of one process in one `BatchExecuteStatement` where several come at once. Each statement stands for itself:
 * one that is refused, for whatever reason, becomes a single write. A lone write is a single one from the start, and
 * all are where an engine does not know PartiQL, or the caller may not use it. It is no transaction.
 *
 * Throws the error of a call that failed as a whole and may succeed later (retryable); what it wrote is found by the
 * conditions of its repetition.
 */
function createJoinedCalls(client: DynamoDBClient): (write: JoinableWrite) => Promise<Written> {
  let isOffered = true;

  async function call(writes: readonly JoinableWrite[]): Promise<readonly (Written | Promise<Written>)[]> {
    const [first] = writes;
    if (first && writes.length === 1) return [await first.single()];
    try {
      const Statements = writes.map(({ statement }) => statement);
      const { Responses = [] } = await client.send(new BatchExecuteStatementCommand({ Statements }));
      if (Responses.some(({ Error: refusal }) => refusal?.Code === "AccessDenied")) isOffered = false;
      return writes.map((write, index) => (isDone(Responses[index]) ? DONE : write.single()));
    } catch (error) {
      if (isNotOffered(error)) isOffered = false;
      else if (isPassing(error)) throw translate(error, [...new Set(writes.map(({ table }) => table))].join(", "));
      return writes.map((write) => write.single());
    }
  }

  const join = createJoin<JoinableWrite, Written>({
    most: MOST,
    starts: "turn",
    keyOf: ({ table, key }) => JSON.stringify([table, key]),
    fits: (taken, { table, key }) => !taken.some((other) => other.key === key && other.table === table),
    call,
  });
  return (write) => (isOffered ? join(write) : write.single());
}

/** An answer that lacks a statement's part says nothing of it. */
const isDone = (response: { readonly Error?: unknown } | undefined) =>
  response !== undefined && response.Error === undefined;

const DONE: Written = { done: true, attributes: undefined };

const NOT_OFFERED: ReadonlySet<string> = new Set([
  "UnknownOperationException",
  "UnknownOperation",
  "AccessDeniedException",
]);

const isNotOffered = (error: unknown) => error instanceof Error && NOT_OFFERED.has(error.name);

/** The joined calls of a client: the writes to all tables that a process reaches through it go together. */
export const joinedCallsOf = perClient(createJoinedCalls);
