import * as z from "zod";
import { AppError } from "../../../kernel/domain/errors.ts";
import { parseJson } from "../../../kernel/domain/well-formed.ts";
import type { InboundMessage } from "../../../messages/domain/inbound-message.ts";
import type { SourcedRules } from "../../../rules/application/rule-source.ts";
import type { ShownDecision } from "../../domain/backtest/shown.ts";
import type { Unsure } from "../../domain/backtest/unsure.ts";
import type { Verdict } from "../../domain/backtest/verdict.ts";

/** One message, as it was decided and as it would be. */
export type BacktestRow = {
  readonly id: string;
  readonly receivedAt: number;
  readonly appId: string;
  readonly conversationId: string;
  readonly chat: InboundMessage["chat"];
  readonly sender: string;
  readonly kind: InboundMessage["kind"];
  readonly text?: string;
  readonly verdict: Verdict;
  /** What the verdict rests on that cannot be known afterwards. */
  readonly unsure: readonly Unsure[];
  readonly was: ShownDecision & { readonly version: number };
  readonly would: ShownDecision;
};

/** A row with its `order` in the journal. */
export type OrderedRow = { readonly order: string; readonly row: BacktestRow };

export type BacktestPage = {
  /** Newest first. */
  readonly messages: readonly BacktestRow[];
  /** Absent on the last page. */
  readonly cursor?: string;
};

/** JSON characters of a page: Lambda answers with 6 MB at most. */
const PAGE_SIZE = 1_000_000;

/**
 * `upTo`: the newest message of the backtest, by `order`; `before`: what was shown already; `of`: the rules by name.
 */
const cursorSchema = z.strictObject({ upTo: z.string(), before: z.string(), of: z.string() });

export type BacktestCursor = z.infer<typeof cursorSchema>;

/** The first of `rows` (newest first), as many as `limit` and the size of a page allow, with the cursor of the rest. */
export function pageOf(rows: readonly OrderedRow[], limit: number, upTo: string, sourced: SourcedRules): BacktestPage {
  let size = 0;
  let end = 0;
  while (end < Math.min(limit, rows.length) && (end === 0 || size < PAGE_SIZE)) {
    size += JSON.stringify(rows[end]?.row).length;
    end += 1;
  }
  const messages = rows.slice(0, end).map(({ row }) => row);
  const last = rows[end - 1];
  if (!last || end >= rows.length) return { messages };
  const cursor: BacktestCursor = { upTo, of: nameOf(sourced), before: last.order };
  return { messages, cursor: Buffer.from(JSON.stringify(cursor)).toString("base64url") };
}

/**
 * Reads a page's cursor. Throws `invalid-input` for other text, and `conflict` where it is of other rules than these.
 */
export function cursorIn(cursor: string, sourced: SourcedRules): BacktestCursor {
  const parsed = cursorSchema.safeParse(jsonIn(Buffer.from(cursor, "base64url").toString("utf8")));
  if (!parsed.success) throw new AppError("invalid-input", "the cursor is not one that a backtest gave");
  if (parsed.data.of !== nameOf(sourced)) {
    throw new AppError("conflict", "the rules were changed since the first page; begin anew");
  }
  return parsed.data;
}

function jsonIn(text: string): unknown {
  try {
    return parseJson(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function nameOf({ version, revision }: SourcedRules): string {
  return version === undefined ? `draft ${revision}` : `version ${version}`;
}
