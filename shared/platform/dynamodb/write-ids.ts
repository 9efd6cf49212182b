import { randomBytes } from "node:crypto";

/**
 * Ids that tell a process' own writes from those of others. The SDK repeats a call whose answer was lost. Its condition
 * then fails on what the first call wrote, and the id in the row says so. Cheap: one random part for each adapter.
 */
export function createWriteIds(): () => string {
  const process = randomBytes(9).toString("base64url");
  let last = 0;
  return () => {
    last += 1;
    return `${process}.${last.toString(36)}`;
  };
}
