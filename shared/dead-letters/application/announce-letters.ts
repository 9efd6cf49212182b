import type { Events } from "../../kernel/application/ports/events.ts";
import { EVENTS } from "../../names.ts";
import { announcementsOf } from "../domain/announcement.ts";
import type { DeadLetter } from "../domain/letter.ts";

export type AnnounceDeps = { readonly events: Events };

/** Tells the operators of rows. The same rows may be told again: their alert is recognized. Throws where the bus fails. */
export function createAnnounceLetters({ events }: AnnounceDeps): (letters: readonly DeadLetter[]) => Promise<void> {
  return async (letters) => {
    const announcements = announcementsOf(letters);
    if (announcements.length === 0) return;
    await events.publish(announcements.map((detail) => ({ type: EVENTS.deadLettered, detail })));
  };
}
