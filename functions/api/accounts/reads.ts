import * as z from "zod";
import { type Account, appIdSchema } from "../../../shared/accounts/domain/account.ts";
import { AppError } from "../../../shared/kernel/domain/errors.ts";
import { routesOver } from "../http/route.ts";
import { responseSchema } from "../http/schema-names.ts";
import type { AccountPorts } from "./ports.ts";
import { accountView, exampleAccount as example, view, viewOf } from "./view.ts";

const { route, routes } = routesOver((ports: Pick<AccountPorts, "accounts" | "settings" | "clock">) => ports);

const accountList = responseSchema("AccountList", z.object({ accounts: z.array(accountView) }));

const params = z.object({ appId: appIdSchema });

export const accountReadRoutes = routes([
  route({
    method: "GET",
    path: "/api/accounts",
    role: "viewer",
    summary: "All accounts by appId; `registered: false` marks an appId that sent callbacks but that nobody registered",
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
    method: "GET",
    path: "/api/accounts/{appId}",
    role: "viewer",
    summary: "One account",
    request: z.object({ params }),
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
