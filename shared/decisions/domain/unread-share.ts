/** Length of a slot in which messages without a kind are counted, ms. */
export const UNREAD_SLOT = 300_000;

/** Per cent of the messages of a slot that may have no kind. */
export const UNREAD_LIMIT = 1;

/** So many messages tell a share, and so many unread ones are told without them: a single one is no share. */
const LEAST_READ = 100;
const LEAST_UNREAD = 3;

/** When the slot of a moment begins; both epoch ms. */
export function unreadSlotOf(now: number): number {
  return Math.floor(now / UNREAD_SLOT) * UNREAD_SLOT;
}

/** The per cent of messages without a kind. */
export function unreadShare({ read, unread }: { readonly read: number; readonly unread: number }): number {
  return read === 0 ? 0 : (100 * unread) / read;
}

/** Whether operators should hear of it. */
export function isTooMuchUnread(count: { readonly read: number; readonly unread: number }): boolean {
  return unreadShare(count) > UNREAD_LIMIT && (count.read >= LEAST_READ || count.unread >= LEAST_UNREAD);
}
