import type { Log } from "../../kernel/application/ports/runtime.ts";
import type { InboundMessage } from "../../messages/domain/inbound-message.ts";
import type { Account } from "../domain/account.ts";
import type { AccountRegistry } from "./ports/registry.ts";

/**
 * Learns an account's wxid from its messages: an account that was online when it was registered never told its wxid by
 * a login. Without it the fleet's other accounts would take it for a customer, and they would answer each other in a
 * group for ever. True where it was learned; where it could not be written, the next message tells it again.
 */
export function createLearnWxid(deps: {
  readonly accounts: Pick<AccountRegistry, "learnWxid">;
  readonly log: Log;
}): (account: Account, message: InboundMessage, now: number) => Promise<boolean> {
  return async ({ appId, registered, wxid: known }, { wxid }, now) => {
    if (!registered || known !== "" || wxid === "") return false;
    try {
      return await deps.accounts.learnWxid(appId, wxid, now);
    } catch (error) {
      deps.log.error("an account's wxid was not kept; its next message tells it again", error, { appId });
      return false;
    }
  };
}
