import type { UnknownReason } from "../../../messages/domain/inbound-message.ts";

/** The first message of five minutes that has no kind. */
export type UnreadSample = {
  readonly appId: string;
  readonly envelopeId: string;
  readonly reason: UnknownReason;
  /** The beginning of what came, as JSON. */
  readonly raw: string;
};

/** How many messages five minutes brought, and how many of them have no kind. */
export type UnreadCount = {
  readonly read: number;
  readonly unread: number;
  readonly sample?: UnreadSample;
  /** The alarm of these five minutes was told. */
  readonly told: boolean;
};

/** Counts by five minutes; `slot`: when they begin, epoch ms. Figures: a repetition counts twice. */
export type UnreadCounts = {
  /** Adds to a slot, and gives its sums. The first sample stays. */
  add(
    slot: number,
    more: { readonly read: number; readonly unread: number; readonly sample?: UnreadSample },
    now: number,
  ): Promise<UnreadCount>;
  markTold(slot: number): Promise<void>;
};
