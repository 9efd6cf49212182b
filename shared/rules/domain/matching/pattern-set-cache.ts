import { setLatest } from "../../../kernel/domain/set-latest.ts";
import type { PatternSet } from "./pattern-set.ts";

/** Sets whose automata are kept; the one that was used longest ago goes first. */
const MOST_BUILT = 512;

/** Gives the set of a name, built where it is not kept any more. */
export type PatternSetCache = (name: string, build: () => PatternSet) => PatternSet;

export function createPatternSetCache(): PatternSetCache {
  const built = new Map<string, PatternSet>();
  return (name, build) => {
    const set = built.get(name) ?? build();
    setLatest(built, name, set, MOST_BUILT);
    return set;
  };
}
