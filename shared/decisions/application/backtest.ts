import * as z from "zod";
import type { Accounts } from "../../accounts/application/ports/accounts.ts";
import { type Account, wxidsOf } from "../../accounts/domain/account.ts";
import type { Directory } from "../../directory/application/ports/directory.ts";
import type { BodyStore } from "../../inbound/application/ports/inbound.ts";
import type { Clock, Metrics } from "../../kernel/application/ports/runtime.ts";
import { AppError } from "../../kernel/domain/errors.ts";
import type { InboundMessage } from "../../messages/domain/inbound-message.ts";
import type { Profiles } from "../../profiles/application/ports/profiles.ts";
import type { ReadRuleSource, RuleSource, SourcedRules } from "../../rules/application/rule-source.ts";
import { type CompiledRules, compileRules } from "../../rules/domain/judging/engine.ts";
import {
  type BacktestSummary,
  createTally,
  type ShownDecision,
  shownDecision,
  shownText,
  type Verdict,
  verdictOf,
} from "../domain/backtest.ts";
import type { Decision } from "../domain/decision.ts";
import { decideWithFacts } from "./decide-with-facts.ts";
import { createPastFacts, type PastFacts } from "./past-facts.ts";
import type { HeardMessage, MessageHistory } from "./ports/journal.ts";

/** Messages of one backtest: what can be judged while an operator waits. */
export const MOST_MESSAGES = 2000;

export type BacktestRequest = {
  readonly source: RuleSource;
  readonly lastMessages: number;
  /** All registered accounts where left out. */
  readonly appIds?: readonly string[] | undefined;
  /** Shows only what would be different. */
  readonly onlyChanges: boolean;
  readonly limit: number;
  readonly cursor?: string | undefined;
};

/** One message, as it was judged and as it would be. */
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
  readonly was: ShownDecision & { readonly version: number };
  readonly would: ShownDecision;
};

export type Backtest = {
  readonly version?: number;
  readonly revision?: number;
  readonly summary: BacktestSummary;
  /** Newest first. */
  readonly messages: readonly BacktestRow[];
  readonly cursor?: string;
};

/** Older messages that are gone through first, for the pauses and sessions that they began. */
const WARM_UP = 500;

/** Messages that are read at a time. */
const CHUNK = 100;

/** ms: API Gateway waits for 30 s. */
const LONGEST = 20_000;

/** JSON characters of a page: Lambda answers with 6 MB at most. */
const PAGE_SIZE = 1_000_000;

/**
 * Runs rules over the last messages of the journal, as if they had been in force then, and compares with what was
 * decided. Nothing is sent and nothing is written. Every page goes through the same messages again: a cursor says which
 * these are. Throws `conflict` where the draft was changed between two pages, `invalid-input` for rules that do not
 * compile, and `too-large` where time does not suffice.
 */
export function createBacktestRules(deps: {
  readonly ruleSource: ReadRuleSource;
  readonly history: MessageHistory;
  readonly accounts: Pick<Accounts, "list">;
  readonly directory: Pick<Directory, "contact" | "members">;
  readonly profiles: Pick<Profiles, "get">;
  readonly bodies: Pick<BodyStore, "get">;
  readonly clock: Clock;
  readonly metrics: Metrics;
}): (request: BacktestRequest) => Promise<Backtest> {
  type Standing = {
    readonly rules: CompiledRules;
    readonly accounts: ReadonlyMap<string, Account>;
    readonly ownWxids: ReadonlySet<string>;
    readonly past: PastFacts;
  };

  /** Undefined where it was not kept whole. */
  async function messageOf({ message, body }: HeardMessage): Promise<InboundMessage | undefined> {
    if (!body) return message;
    try {
      return await deps.bodies.get(body);
    } catch (error) {
      if (error instanceof AppError && error.code === "not-found") return undefined;
      throw error;
    }
  }

  function judge(heard: HeardMessage, message: InboundMessage, standing: Standing): Promise<Decision> {
    const { envelopeId, receivedAt: now } = heard;
    const { accounts, ownWxids, rules, past } = standing;
    const source = { envelopeId, message };
    const circumstances = { account: accounts.get(message.appId), ownWxids, now, profiles: "all" as const };
    return decideWithFacts(source, circumstances, rules, {
      facts: (wanted) => past.read(wanted, { ...heard, message }, heard.decision),
      account: async (appId) => accounts.get(appId),
    });
  }

  async function standingFor({ rules }: SourcedRules, accounts: readonly Account[]): Promise<Standing> {
    return {
      rules: compileRules({ version: 0, rules }),
      accounts: new Map(accounts.map((account) => [account.appId, account])),
      ownWxids: wxidsOf(accounts),
      past: createPastFacts(deps),
    };
  }

  return async (request) => {
    const started = deps.clock.now();
    const sourced = await deps.ruleSource(request.source);
    const cursor = request.cursor === undefined ? undefined : cursorIn(request.cursor, sourced);
    const accounts = await deps.accounts.list();
    const standing = await standingFor(sourced, accounts);
    const appIds = request.appIds ?? accounts.flatMap(({ appId, registered }) => (registered ? [appId] : []));
    const places = await deps.history.newest([...new Set(appIds)], request.lastMessages + WARM_UP, cursor?.upTo);
    const shownFrom = places.at(-request.lastMessages)?.order ?? "";
    const tally = createTally();
    const rows: { readonly order: string; readonly row: BacktestRow }[] = [];
    for (let from = 0; from < places.length; from += CHUNK) {
      const chunk = places.slice(from, from + CHUNK);
      const found = await deps.history.read(chunk, deps.clock.now());
      const shown = chunk.filter(({ order }) => order >= shownFrom).length;
      const readable = found.filter(({ place }) => place.order >= shownFrom).length;
      for (let missing = readable; missing < shown; missing++) tally.leftOut("unreadable");
      for (const heard of found) {
        const message = await messageOf(heard);
        const isShown = heard.place.order >= shownFrom;
        if (!message) {
          if (isShown) tally.leftOut("unreadable");
          continue;
        }
        const would = await judge(heard, message, standing);
        standing.past.carryOut({ ...heard, message }, heard.decision, would);
        if (!isShown) continue;
        if (message.fromSelf) {
          tally.leftOut("own");
          continue;
        }
        const verdict = verdictOf(heard.decision, would);
        tally.judged(verdict, heard.decision, would);
        const { order } = heard.place;
        const isWanted = (!request.onlyChanges || verdict !== "same") && (!cursor || order < cursor.before);
        if (isWanted) rows.push({ order, row: rowOf(heard, message, verdict, would) });
      }
      if (deps.clock.now() - started > LONGEST) throw tooSlow(request);
    }
    const summary = tally.summary();
    deps.metrics.count("BacktestRun");
    deps.metrics.count("BacktestMessages", summary.judged);
    deps.metrics.duration("BacktestDuration", deps.clock.now() - started);
    const { rules: _rules, ...about } = sourced;
    const upTo = cursor?.upTo ?? places.at(-1)?.order ?? "";
    return { ...about, summary, ...pageOf(rows.reverse(), request.limit, { upTo, of: nameOf(sourced) }) };
  };
}

function rowOf(heard: HeardMessage, message: InboundMessage, verdict: Verdict, would: Decision): BacktestRow {
  const { envelopeId, receivedAt, decision } = heard;
  const { appId, conversationId, chat, sender, kind } = message;
  const text = shownText(message);
  return {
    id: envelopeId,
    receivedAt,
    appId,
    conversationId,
    chat,
    sender,
    kind,
    ...(text === undefined ? {} : { text }),
    verdict,
    was: { version: decision.ruleSetVersion, ...shownDecision(decision) },
    would: shownDecision(would),
  };
}

const cursorSchema = z.strictObject({ upTo: z.string(), before: z.string(), of: z.string() });

function pageOf(
  rows: readonly { readonly order: string; readonly row: BacktestRow }[],
  limit: number,
  window: { readonly upTo: string; readonly of: string },
): Pick<Backtest, "messages" | "cursor"> {
  let size = 0;
  let end = 0;
  while (end < Math.min(limit, rows.length) && (end === 0 || size < PAGE_SIZE)) {
    size += JSON.stringify(rows[end]?.row).length;
    end += 1;
  }
  const messages = rows.slice(0, end).map(({ row }) => row);
  const last = rows[end - 1];
  if (!last || end >= rows.length) return { messages };
  const cursor = Buffer.from(JSON.stringify({ ...window, before: last.order })).toString("base64url");
  return { messages, cursor };
}

function cursorIn(cursor: string, sourced: SourcedRules): z.infer<typeof cursorSchema> {
  const parsed = cursorSchema.safeParse(jsonIn(Buffer.from(cursor, "base64url").toString("utf8")));
  if (!parsed.success) throw new AppError("invalid-input", "the cursor is not one that a backtest gave");
  if (parsed.data.of !== nameOf(sourced)) {
    throw new AppError("conflict", "the rules were changed since the first page; begin anew");
  }
  return parsed.data;
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function nameOf({ version, revision }: SourcedRules): string {
  return version === undefined ? `draft ${revision}` : `version ${version}`;
}

function tooSlow({ lastMessages }: BacktestRequest): AppError {
  return new AppError(
    "too-large",
    `${lastMessages} messages could not be judged within ${LONGEST / 1000} s: name fewer, or fewer accounts`,
    { details: { lastMessages } },
  );
}
