import type { PaymentKey } from "../../domain/identity.ts";
import type { PayNews } from "../../domain/notification.ts";

/**
 * What a claim came to. `claimed`: the caller tells `news` alone until its lease ends; it is the first notification of
 * the news, whatever a repetition says. `held`: another one tells it now. `told`: nothing is to be done.
 */
export type Claim = { readonly status: "claimed"; readonly news: PayNews } | { readonly status: "held" | "told" };

/** What WeChat Pay told, by what makes it the same news (`NewsKey`), kept for 90 days. All throw `unavailable`. */
export type PayNewsRows = {
  /** Keeps news that is not told yet, and gives it to `owner` for `TELLING_LEASE` from `now` (epoch ms). */
  claim(news: PayNews, owner: string, now: number): Promise<Claim>;
  /** The news was told; whose lease it is does not matter. */
  markTold(news: PayNews): Promise<void>;
  /** Strongly consistent. */
  isTold(news: PayNews): Promise<boolean>;
  /** The payment of an order, told or not; strongly consistent. Undefined where it did not come, or came too long ago. */
  payment(key: PaymentKey): Promise<PayNews | undefined>;
};
