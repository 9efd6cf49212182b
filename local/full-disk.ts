import { AwsError } from "./aws/service.ts";

/** Result codes of SQLite for a file that cannot grow: SQLITE_FULL, SQLITE_IOERR_SHMSIZE. Source: sqlite.org/rescode.html */
const SQLITE_CODES: readonly unknown[] = [13, 4874];
const SYSTEM_CODES: readonly unknown[] = ["ENOSPC", "EDQUOT"];

/** Milliseconds before what waits for room is tried again. */
export const ROOM_PAUSE_MS = 1_000;
/** While the disk is full something meets it more often than that, and the line is not repeated. */
const QUIET_MS = 60_000;

/** Event sources ask more often than that, milliseconds. */
const RECENT_MS = 5_000;

let metAt = Number.NEGATIVE_INFINITY;

/** Whether a write failed because there is no room on the disk. One line tells of the first such write, not of those after it. */
export function metFullDisk(error: unknown): boolean {
  if (!isDiskFull(error)) return false;
  const now = performance.now();
  if (now - metAt > QUIET_MS) {
    console.error("the disk is full: what has to be written is refused with 503, and goes on when there is room again");
  }
  metAt = now;
  return true;
}

/** Whether the disk was full a moment ago: errors of functions are consequences then. */
export function isDiskFullNow(): boolean {
  return performance.now() - metAt < RECENT_MS;
}

/** The answer to a call that had to write: 503, which the SDKs repeat. */
export function noRoom(): AwsError {
  return new AwsError("ServiceUnavailable", "The disk is full.", { status: 503, queryCode: "ServiceUnavailable" });
}

function isDiskFull(error: unknown): boolean {
  const { code, errcode } = Object(error);
  return SYSTEM_CODES.includes(code) || (code === "ERR_SQLITE_ERROR" && SQLITE_CODES.includes(errcode));
}
