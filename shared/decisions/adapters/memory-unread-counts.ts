import type { UnreadCount, UnreadCounts } from "../application/ports/unread-counts.ts";

/** Messages without a kind, counted in memory. */
export function createMemoryUnreadCounts(): UnreadCounts {
  const slots = new Map<number, UnreadCount>();
  return {
    async add(slot, more) {
      const { read = 0, unread = 0, sample = more.sample, told = false } = slots.get(slot) ?? {};
      const sum = { read: read + more.read, unread: unread + more.unread, told, ...(sample ? { sample } : {}) };
      slots.set(slot, sum);
      return sum;
    },

    async markTold(slot) {
      const count = slots.get(slot);
      if (count) slots.set(slot, { ...count, told: true });
    },
  };
}
