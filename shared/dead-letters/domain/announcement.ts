import { sha256Hex } from "../../kernel/domain/ids.ts";
import type { DeadLetter } from "./letter.ts";
import { deadLetterReasonWords } from "./reason.ts";

/** Rows of one lane, account and reason within this time (ms) make one alert. */
const ONE_ALERT = 600_000;

/** Alerts of this lane would be told by what did not take them. Its alarm tells the topic by itself. */
const UNTOLD = "alerts";

/** What operators are told of dead letters, as the detail of an event. The same rows always make the same event. */
export type Announcement = {
  readonly eventId: string;
  /** Epoch ms. */
  readonly at: number;
  readonly lane: string;
  readonly appId?: string;
  /** The account, or where the body names none, the message group. */
  readonly subject: string;
  readonly reason: string;
  /** One of the rows. */
  readonly deadLetterId: string;
};

/** The announcements of rows, one for each lane, account and reason. */
export function announcementsOf(letters: readonly DeadLetter[]): readonly Announcement[] {
  const all = letters.filter(({ lane, state }) => lane !== UNTOLD && state === "open").map(announcementOf);
  return [...new Map(all.map((one) => [one.eventId, one])).values()];
}

function announcementOf({ id, lane, appId, group, reason, lastAt }: DeadLetter): Announcement {
  const at = Math.floor(lastAt / ONE_ALERT) * ONE_ALERT;
  const subject = appId ?? group ?? "";
  return {
    eventId: `dead-letter-${sha256Hex(lane, subject, reason.code, String(at)).slice(0, 32)}`,
    at,
    lane,
    ...(appId === undefined ? {} : { appId }),
    subject: [lane, subject].filter(Boolean).join(" "),
    reason: deadLetterReasonWords(reason),
    deadLetterId: id,
  };
}
