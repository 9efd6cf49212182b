import { registeredAccount } from "../../accounts/application/check-account.ts";
import type { Accounts } from "../../accounts/application/ports/accounts.ts";
import { DEFAULT_CHANNEL } from "../../accounts/domain/channel.ts";
import { pushTypesOn } from "../../accounts/domain/contents.ts";
import { cached } from "../../kernel/application/cached.ts";
import type { Clock } from "../../kernel/application/ports/runtime.ts";
import { type AccountTemplate, fieldsIn } from "../domain/template.ts";
import { forOfficialAccounts } from "./for-official-accounts.ts";
import type { Templates } from "./ports/templates.ts";

/** How long a list is told again before WeChat is asked, ms: WeChat counts each question in the day's quota. */
const TTL = 300_000;

/** The templates of an account and when WeChat told them, epoch ms. */
export type TemplateList = { readonly templates: readonly AccountTemplate[]; readonly syncedAt: number };

/**
 * Lists the templates by which an account's channel sends, with their fields. This process asks WeChat once in five
 * minutes, or anew where the caller wants it `fresh`. Throws `not-found` and `conflict` as `forOfficialAccounts` does, and
 * what WeChat answers.
 */
export function createListTemplates(deps: {
  readonly accounts: Pick<Accounts, "get">;
  readonly templates: Templates;
  readonly clock: Clock;
}): (appId: string, fresh: boolean) => Promise<TemplateList> {
  async function ask(appId: string): Promise<TemplateList> {
    const { channel = DEFAULT_CHANNEL } = await registeredAccount(deps.accounts, appId);
    const lists = await Promise.all(
      pushTypesOn(channel).map(async (type) =>
        (await deps.templates.list(appId, type)).map((told) => ({ ...told, type, fields: fieldsIn(told.content) })),
      ),
    );
    return { templates: lists.flat(), syncedAt: deps.clock.now() };
  }

  const known = cached(deps.clock, TTL, ask);
  const { list } = forOfficialAccounts(deps.accounts, {
    list: (appId: string, fresh: boolean) => {
      if (fresh) known.forget(appId);
      return known.get(appId);
    },
  });
  return list;
}
