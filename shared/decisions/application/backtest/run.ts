import type { Accounts } from "../../../accounts/application/ports/accounts.ts";
import type { Metrics } from "../../../kernel/application/ports/runtime.ts";
import { AppError } from "../../../kernel/domain/errors.ts";
import type { ReadRuleSource, RuleSource } from "../../../rules/application/rule-source.ts";
import { compileRules } from "../../../rules/domain/judging/engine.ts";
import type { CooldownKey } from "../../../rules/domain/judging/facts.ts";
import type { Rule } from "../../../rules/domain/rule.ts";
import type { BacktestSummary } from "../../domain/backtest/tally.ts";
import { type MessageHistory, receiptOf } from "../ports/journal.ts";
import { createComparison } from "./comparison.ts";
import { type BacktestPage, cursorIn, pageOf } from "./page.ts";
import { createPastFleet } from "./past-fleet.ts";
import { type TryRulesDeps, tryRules } from "./try-rules.ts";

/** Messages that one backtest judges at most: so many are judged while an operator waits. */
export const MOST_MESSAGES = 2000;

export type BacktestRequest = {
  readonly source: RuleSource;
  readonly lastMessages: number;
  /** All registered accounts where left out. */
  readonly appIds?: readonly string[] | undefined;
  /** Shows only messages whose verdict is not `same`. */
  readonly onlyChanges: boolean;
  readonly limit: number;
  readonly cursor?: string | undefined;
};

export type Backtest = BacktestPage & {
  readonly version?: number;
  readonly revision?: number;
  readonly summary: BacktestSummary;
};

/** Older messages that are judged first, for the pauses and sessions that they begin. */
const WARM_UP = 500;

/** How long a backtest may take, ms: API Gateway waits for 30 s. */
const LONGEST = 20_000;

/**
 * Runs rules over the last messages of the journal, as if they had been in force then, and compares with what was
 * decided. Nothing is sent and nothing is written. Every page goes through the same messages again: a cursor says which
 * these are. Throws `conflict` where the draft was changed between two pages, `invalid-input` for rules that do not
 * compile, and `too-large` where the messages take longer than 20 s.
 */
export function createBacktestRules(
  deps: TryRulesDeps & {
    readonly ruleSource: ReadRuleSource;
    readonly history: MessageHistory;
    readonly accounts: Pick<Accounts, "list">;
    readonly metrics: Metrics;
  },
): (request: BacktestRequest) => Promise<Backtest> {
  return async (request) => {
    const started = deps.clock.now();
    const sourced = await deps.ruleSource(request.source);
    const cursor = request.cursor === undefined ? undefined : cursorIn(request.cursor, sourced);
    const accounts = await deps.accounts.list();
    const rules = compileRules({ version: 0, rules: sourced.rules });
    const appIds = request.appIds ?? accounts.flatMap(({ appId, registered }) => (registered ? [appId] : []));
    const most = request.lastMessages + WARM_UP;
    const places = await deps.history.newest([...new Set(appIds)], most, cursor?.upTo);
    const trial = {
      rules,
      periodOf: periodsOf(sourced.rules),
      fleet: createPastFleet(accounts),
      window: { from: places[0] ? receiptOf(places[0]) : started, to: started, isWhole: places.length < most },
    };
    const shownFrom = places.at(-request.lastMessages)?.order ?? "";
    const comparison = createComparison(
      (order, verdict) => (!request.onlyChanges || verdict !== "same") && (!cursor || order < cursor.before),
    );
    const assertInTime = () => {
      if (deps.clock.now() - started > LONGEST) throw tooSlow(request);
    };
    for await (const tried of tryRules(deps, places, trial, assertInTime)) {
      if (tried.place.order >= shownFrom) comparison.add(tried);
    }
    const summary = comparison.summary();
    deps.metrics.count("BacktestRun");
    deps.metrics.count("BacktestMessages", summary.judged);
    deps.metrics.duration("BacktestDuration", deps.clock.now() - started);
    const { rules: _rules, ...about } = sourced;
    const upTo = cursor?.upTo ?? places.at(-1)?.order ?? "";
    return { ...about, summary, ...pageOf(comparison.rows(), request.limit, upTo, sourced) };
  };
}

/** The longest time for which a rule pauses for a subject, ms; 0 for a rule without a pause. */
function periodsOf(rules: readonly Rule[]): (key: CooldownKey) => number {
  const byId = new Map(rules.map(({ id, cooldown }) => [id, cooldown]));
  return ({ ruleId, subject }) => (byId.get(ruleId)?.[subject.type] ?? 0) * 1000;
}

function tooSlow({ lastMessages }: BacktestRequest): AppError {
  return new AppError(
    "too-large",
    `${lastMessages} messages could not be judged within ${LONGEST / 1000} s: name fewer, or fewer accounts`,
    { details: { lastMessages } },
  );
}
