import type { Announcement } from "../../domain/announcement.ts";

/** The announcements that wait in accounts' rows until the bus has them. `AccountStates` adds them. */
export type Announcements = {
  /** Takes announcements off an account's untold ones; those that are added meanwhile stay. */
  markTold(appId: string, announcements: readonly Announcement[]): Promise<void>;
};
