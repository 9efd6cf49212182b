import { type Circumstances, type Decision, decide, type Source } from "../domain/decision.ts";
import { AppError } from "../domain/errors.ts";
import type { CompiledRules } from "../domain/rule-engine.ts";
import type { Facts, Wanted } from "../domain/rule-facts.ts";

/** Decides on a message; facts are read only where its rules want some. */
export async function decideWithFacts(
  source: Source,
  circumstances: Circumstances,
  rules: CompiledRules,
  read: (wanted: Wanted) => Promise<Facts>,
): Promise<Decision> {
  const first = decide(source, circumstances, rules);
  if (first.decision) return first.decision;
  const second = decide(source, { ...circumstances, facts: await read(first.wanted) }, rules);
  if (second.decision) return second.decision;
  throw new AppError("internal", "rules wanted facts that they were given");
}
