import { answerBytes, MOST_ANSWER_BYTES } from "../../../shared/lambda/http.ts";

/** Bytes that are kept for the rest of an answer. */
const ROOM_FOR_THE_REST = 300_000;

/** How many of the items, from the first on, fit into one answer as JSON. It is at least 1 if there are items. */
export function fitting(items: readonly unknown[]): number {
  let room = MOST_ANSWER_BYTES - ROOM_FOR_THE_REST;
  let count = 0;
  for (const item of items) {
    room -= answerBytes(JSON.stringify(item)) + 1;
    if (room < 0 && count > 0) break;
    count += 1;
  }
  return count;
}
