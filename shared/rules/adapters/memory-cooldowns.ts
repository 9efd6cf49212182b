import type { Cooldowns } from "../application/ports/cooldowns.ts";
import { type CooldownKey, cooldownWord } from "../domain/judging/facts.ts";

/** The pauses of rules in memory. */
export function createMemoryCooldowns(): Cooldowns {
  const ends = new Map<string, number>();
  const wordOf = (appId: string, key: CooldownKey) => `${appId} ${cooldownWord(key)}`;
  return {
    async read(appId, keys) {
      return new Map(
        keys.flatMap((key): [string, number][] => {
          const until = ends.get(wordOf(appId, key));
          return until === undefined ? [] : [[cooldownWord(key), until]];
        }),
      );
    },
    async begin(appId, cooldowns) {
      for (const { until, ...key } of cooldowns) {
        const word = wordOf(appId, key);
        ends.set(word, Math.max(until, ends.get(word) ?? 0));
      }
    },
  };
}
