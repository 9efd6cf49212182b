import type { OfficialContent } from "../../../messages/domain/official-content.ts";
import { failure } from "../call-weixin.ts";
import { customerService } from "../contract/modules/customer-service.ts";

/** One message on its way out. `endsAt`: when its command's time is up, epoch ms. */
export type Sending = {
  readonly appId: string;
  readonly to: string;
  readonly content: OfficialContent;
  readonly endsAt: number;
};

/** What of a message its time depends on. */
export type Timed = Pick<Sending, "appId" | "endsAt">;

/** What the sending itself is left of a command's time, ms: token and files have the rest. */
export const SENDING = 3000;

/**
 * A file that did not come through in so long, ms, will not do so at the next try either: its command fails, as all
 * that the account has behind it would wait.
 */
export const ENOUGH = 6000;

const TOO_LATE = "token and files took too long; nothing was sent";
const TOO_SLOW = "素材没有及时取到并上传，消息没有发送";

/** Shares a command's time between what comes before the sending and the sending itself. `now`: epoch ms. */
export function createSendingTime(now: () => number) {
  /** What is left before the sending, ms; throws `not-prepared` where nothing is left. */
  function timeLeft({ appId, endsAt }: Timed): number {
    const left = endsAt - now() - SENDING;
    if (left > 0) return left;
    throw failure({ path: customerService.send.path, appId }, "not-prepared", TOO_LATE);
  }

  /**
   * Ends in time also where the work does not; what comes of it then is of use to the next try. Work that had `enough`
   * ms fails for good (`invalid-command`).
   */
  async function inTime<T>(sending: Timed, work: () => Promise<T>, enough = Number.POSITIVE_INFINITY): Promise<T> {
    const late = Promise.withResolvers<never>();
    const left = timeLeft(sending);
    const { appId } = sending;
    const error =
      left >= enough
        ? failure({ path: customerService.send.path, appId }, "invalid-command", TOO_SLOW)
        : failure({ path: customerService.send.path, appId }, "not-prepared", TOO_LATE);
    const timer = setTimeout(() => late.reject(error), left);
    try {
      return await Promise.race([work(), late.promise]);
    } finally {
      clearTimeout(timer);
    }
  }

  return { timeLeft, inTime };
}
