import { pageOf } from "../../platform/memory/pager.ts";
import type { DeadLetters } from "../application/ports/store.ts";
import { type DeadLetter, KEPT_DAYS_AFTER_END } from "../domain/letter.ts";

const DAY = 86_400_000;

const timeOf = ({ ended, lastAt }: DeadLetter) => ended?.at ?? lastAt;
const placeOf = (letter: DeadLetter) => `${new Date(timeOf(letter)).toISOString()}#${letter.id}`;
const bodyName = ({ id, round }: DeadLetter) => `${id}.${round}`;

/** Dead letters in memory. */
export function createMemoryDeadLetters(): DeadLetters {
  const rows = new Map<string, DeadLetter>();
  const bodies = new Map<string, { readonly body: string; readonly until: number }>();

  function standing(id: string, now: number): DeadLetter | undefined {
    const row = rows.get(id);
    return row?.ended && row.ended.at + KEPT_DAYS_AFTER_END * DAY <= now ? undefined : row;
  }

  return {
    get: async (id, now) => standing(id, now),
    async put(next, known, now) {
      if (standing(next.id, now)?.revision !== known?.revision) return false;
      rows.set(next.id, next);
      return true;
    },
    async putBody(letter, body) {
      bodies.set(bodyName(letter), { body, until: Number.POSITIVE_INFINITY });
    },
    async body(letter, now) {
      const kept = bodies.get(bodyName(letter));
      return kept && kept.until > now ? kept.body : undefined;
    },
    async endBody(letter, now) {
      const kept = bodies.get(bodyName(letter));
      if (kept) bodies.set(bodyName(letter), { ...kept, until: now + KEPT_DAYS_AFTER_END * DAY });
    },
    async list({ state, lane = "", appId = "" }, limit, cursor) {
      const newest = [...rows.values()]
        .filter(
          (row) => row.state === state && (lane === "" || row.lane === lane) && (appId === "" || row.appId === appId),
        )
        .sort((a, b) => (placeOf(a) < placeOf(b) ? 1 : -1));
      const { page, next } = pageOf(newest, placeOf, limit, cursor);
      return { letters: page, ...next };
    },
    async countOpen() {
      const open = [...rows.values()].filter(({ state }) => state === "open");
      return new Map([...Map.groupBy(open, ({ lane }) => lane)].map(([lane, list]) => [lane, list.length]));
    },
  };
}
