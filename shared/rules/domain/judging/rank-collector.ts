import type { Postings } from "./postings.ts";

/** Collects the ranks of rules that signs in one message make worth a look. */
export type RankCollector = {
  /** Begins with another message, which is in these places. */
  begin(places: readonly string[]): void;
  /** Takes the rules of a sign that are for the message's places, each rank once. */
  add(posted: Postings | undefined): void;
  /** Whether a sign has rules that are for the message's places. */
  hasRules(posted: Postings | undefined): boolean;
  /** What was collected, rising. */
  sorted(): number[];
};

/** @param count of all rules */
export function createRankCollector(count: number): RankCollector {
  /** The round in which a rank was collected last. */
  const roundOf = new Uint32Array(count);
  let round = 0;
  let ranks: number[] = [];
  let places: readonly string[] = [];

  function addAll(list: readonly number[]): void {
    for (const rank of list) {
      if (roundOf[rank] === round) continue;
      roundOf[rank] = round;
      ranks.push(rank);
    }
  }

  return {
    begin(of) {
      round++;
      ranks = [];
      places = of;
    },
    add(posted) {
      if (!posted) return;
      addAll(posted.everywhere);
      if (!posted.scoped) return;
      for (const place of places) {
        const list = posted.scoped.get(place);
        if (list) addAll(list);
      }
    },
    hasRules: (posted) =>
      posted !== undefined && (posted.everywhere.length > 0 || places.some((place) => posted.scoped?.has(place))),
    sorted: () => ranks.sort((a, b) => a - b),
  };
}
