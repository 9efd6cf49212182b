import * as z from "zod";
import type { Account } from "../../../shared/accounts/domain/account.ts";
import { AppError } from "../../../shared/kernel/domain/errors.ts";
import { routesOver } from "../http/route.ts";
import { responseSchema } from "../http/schema-names.ts";
import { accountParams } from "./params.ts";
import type { AccountPorts } from "./ports.ts";
import { accountView, exampleAccount as example, view, viewOf } from "./view.ts";

const { route, routes } = routesOver(
  "accounts",
  (ports: Pick<AccountPorts, "accounts" | "settings" | "clock">) => ports,
);

const accountList = responseSchema("AccountList", z.object({ accounts: z.array(accountView) }));

export const accountReadRoutes = routes([
  route({
    operationId: "listAccounts",
    method: "GET",
    path: "/api/accounts",
    role: "viewer",
    summary:
      "Lists all accounts by appId. `registered: false` marks an appId that has sent callbacks and is not registered",
    request: z.object({}),
    response: accountList,
    status: 200,
    example: { response: { accounts: [example] } },
    async handle(api) {
      const [accounts, settings] = await Promise.all([api.accounts.list(), api.settings.get()]);
      return { accounts: accounts.toSorted(byAppId).map((account) => view(account, settings, api.clock.now())) };
    },
  }),
  route({
    operationId: "getAccount",
    method: "GET",
    path: "/api/accounts/{appId}",
    role: "viewer",
    summary: "Shows one account",
    request: z.object({ params: accountParams }),
    response: accountView,
    status: 200,
    example: { response: example },
    async handle(api, { params: { appId } }) {
      const account = await api.accounts.get(appId);
      if (!account) throw new AppError("not-found", `no account has the appId '${appId}'`, { details: { appId } });
      return viewOf(api, account);
    },
  }),
]);

function byAppId(a: Account, b: Account): number {
  return a.appId < b.appId ? -1 : 1;
}
