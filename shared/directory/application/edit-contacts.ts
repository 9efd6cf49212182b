import { forPersonalAccounts } from "../../accounts/application/for-personal-accounts.ts";
import type { Accounts } from "../../accounts/application/ports/accounts.ts";
import type { Clock } from "../../kernel/application/ports/runtime.ts";
import type { ContactBook } from "./ports/contact-book.ts";
import type { RefreshSoon } from "./refresh-soon.ts";

/**
 * The contacts of registered personal accounts: what is changed at the gateway is queued for the views too. Errors are
 * those of `forPersonalAccounts`.
 */
export function createEditContacts(deps: {
  readonly accounts: Pick<Accounts, "get">;
  readonly contactBook: ContactBook;
  readonly refreshSoon: RefreshSoon;
  readonly clock: Pick<Clock, "now">;
}): ContactBook {
  const { refreshSoon, clock } = deps;
  const book = forPersonalAccounts(deps.accounts, deps.contactBook);
  return {
    ...book,
    async change(appId, wxid, change) {
      await book.change(appId, wxid, change);
      await refreshSoon([{ task: { type: "refresh-contact", appId, wxid, at: clock.now() }, delaySeconds: 0 }]);
    },
    async remove(appId, wxid) {
      await book.remove(appId, wxid);
      await refreshSoon([{ task: { type: "remove-contact", appId, wxid, at: clock.now() }, delaySeconds: 0 }]);
    },
  };
}
