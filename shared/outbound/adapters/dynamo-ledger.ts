import { AppError } from "../../kernel/domain/errors.ts";
import { INDEXES } from "../../names.ts";
import { type Item, isExpired, number, text } from "../../platform/dynamodb/attributes.ts";
import { fromCursor, toCursor } from "../../platform/dynamodb/cursor.ts";
import { absent, createTable, type TableOptions } from "../../platform/dynamodb/table.ts";
import type { Ledger, LedgerEnd } from "../application/ports/outbound.ts";
import type { OutboundCommand } from "../domain/command.ts";
import {
  attemptsBefore,
  inNextGeneration,
  isClosable,
  judgeClaim,
  type LedgerEntry,
  needsAttention,
} from "../domain/ledger.ts";
import { entryOf, ledgerKey, REQUESTED, rowExpiry, rowOf, timeText, unchanged } from "./dynamo-ledger-row.ts";

/** Each round lost means that another sender changed the row meanwhile; few ever want the same one. */
const ROUNDS = 5;

const { name: INDEX, partition: ATTENTION, sort: UPDATED } = INDEXES.journalByAttention;
const CURSOR = ["pk", "sk", ATTENTION, UPDATED];

type Listing = { readonly oldestFirst: boolean; readonly limit: number; readonly cursor: string | undefined };
type Overwritten = { readonly done: true } | { readonly done: false; readonly entry: LedgerEntry };

/**
 * The ledger in the table `journal`, one row a command. Every change is one write, conditional on what was read. Rows in
 * `unknown` and `failed`, and those that a person's request reserved, carry `attention`, which puts them on the sparse
 * index.
 */
export function createDynamoLedger(options: TableOptions): Ledger {
  const table = createTable(options);

  /** Writes what `next` makes of the row, which is first taken to stand as `expected`, for as long as `may` allows. */
  async function overwrite(
    commandId: string,
    now: number,
    may: (entry: LedgerEntry | undefined) => boolean,
    next: (entry: LedgerEntry | undefined) => LedgerEntry,
    expected?: LedgerEntry,
  ): Promise<Overwritten> {
    let found = expected;
    for (let round = 0; round < ROUNDS; round++) {
      if (found && !may(found)) return { done: false, entry: found };
      const written = await table.put(rowOf(next(found)), found ? unchanged(found) : absent(now));
      if (written.done) return { done: true };
      found = live(written.item, now);
    }
    if (found) return { done: false, entry: found };
    throw new AppError("unavailable", "the ledger's row changes too fast", { retryable: true, details: { commandId } });
  }

  /** Those on the index under `attention`. */
  async function list(attention: string, { oldestFirst, limit, cursor }: Listing) {
    const page = await table.query({
      IndexName: INDEX,
      expression: `#${ATTENTION} = :attention`,
      values: { ":attention": text(attention) },
      ScanIndexForward: oldestFirst,
      Limit: limit,
      ...fromCursor(cursor, CURSOR, { [ATTENTION]: attention }),
    });
    return { entries: page.items.map(entryOf), ...toCursor(page.next, CURSOR) };
  }

  return {
    async claim(command, owner, leaseUntil, now) {
      let attempts = 0;
      const written = await overwrite(
        command.id,
        now,
        (entry) => judgeClaim(entry, command, now) === "send",
        (entry) => {
          attempts = attemptsBefore(entry, command);
          return { command, state: "sending", attempts, owner, leaseUntil, updatedAt: now };
        },
        expectedBefore(command),
      );
      if (written.done) return { claimed: true, attempts };
      const { entry } = written;
      // The first answer was lost and the SDK asked again: the claim in the way is this one.
      if (entry.state === "sending" && entry.owner === owner) return { claimed: true, attempts: entry.attempts };
      return { claimed: false, entry };
    },

    async finish(commandId, owner, end, now) {
      const { expression, values } = ending(end, now);
      const written = await table.update(ledgerKey(commandId), expression, values, {
        condition: {
          expression: "#owner = :owner AND #state IN (:sending, :unknown)",
          values: { ":owner": text(owner), ":sending": text("sending"), ":unknown": text("unknown") },
        },
      });
      return written.done || (written.item?.owner?.S === owner && written.item.state?.S === end.state);
    },

    async abandon({ command, owner, leaseUntil }, reason, now) {
      const { expression, values } = ending({ state: "unknown", reason }, now);
      const written = await table.update(ledgerKey(command.id), expression, values, {
        condition: {
          expression: "#state = :sending AND #owner = :owner AND #leaseUntil = :leaseUntil",
          values: {
            ":sending": text("sending"),
            ":owner": text(owner ?? ""),
            ":leaseUntil": number(leaseUntil ?? 0),
          },
        },
      });
      return written.done;
    },

    async close(command, state, reason, now) {
      const written = await overwrite(
        command.id,
        now,
        (entry) => isClosable(entry, command, now),
        (entry) => ({ command, state, attempts: attemptsBefore(entry, command), reason, updatedAt: now }),
      );
      return written.done;
    },

    async reserve(command, now) {
      const entry: LedgerEntry = { command, state: "reserved", attempts: 0, updatedAt: now };
      const written = await overwrite(
        command.id,
        now,
        () => false,
        () => entry,
      );
      return written.done ? entry : written.entry;
    },

    async reserveAgain(held, now) {
      const again = { command: inNextGeneration(held), state: "reserved", attempts: 0, updatedAt: now } as const;
      await table.put(rowOf(again), unchanged(held));
    },

    async get(commandId) {
      const item = await table.get(ledgerKey(commandId), { consistent: true });
      return item && entryOf(item);
    },

    listRequested: (limit, cursor) => list(REQUESTED, { oldestFirst: true, limit, cursor }),
    listAttention: (state, limit, cursor) => list(state, { oldestFirst: false, limit, cursor }),
  };
}

/** The row that a first claim finds: none for what a rule or a webhook decided, a reserved one for all else. One write then does. */
function expectedBefore(command: OutboundCommand): LedgerEntry | undefined {
  const { origin, generation } = command;
  if ("ruleId" in origin || "deliveryId" in origin || generation > 0) return undefined;
  return { command, state: "reserved", attempts: 0, updatedAt: 0 };
}

function live(item: Item | undefined, now: number): LedgerEntry | undefined {
  return item && !isExpired(item, now) ? entryOf(item) : undefined;
}

/** The update that ends a claim as `end` says. */
function ending(end: LedgerEnd, now: number): { expression: string; values: Item } {
  const sets = ["#state = :state", "#updatedAt = :updatedAt", "#expiresAt = :expiresAt"];
  const values: Item = { ":state": text(end.state), ":updatedAt": timeText(now), ":expiresAt": rowExpiry(now) };
  const removes = ["#leaseUntil"];
  if (needsAttention(end.state)) sets.push("#attention = :state");
  else removes.push("#attention");
  if (end.state === "sent") {
    sets.push("#newMsgId = :newMsgId");
    values[":newMsgId"] = text(end.newMsgId);
    if (end.msgId !== undefined) {
      sets.push("#msgId = :msgId");
      values[":msgId"] = text(end.msgId);
    }
    if (end.createTime !== undefined) {
      sets.push("#createTime = :createTime");
      values[":createTime"] = number(end.createTime);
    }
    removes.push("#reason");
  } else {
    sets.push("#reason = :reason");
    values[":reason"] = text(end.reason);
  }
  if (end.state === "reserved") {
    sets.push("#attempts = :attempts");
    values[":attempts"] = number(end.attempts);
  }
  return { expression: `SET ${sets.join(", ")} REMOVE ${removes.join(", ")}`, values };
}
