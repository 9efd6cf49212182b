import { ENV } from "../../../shared/names.ts";
import { type Grant, onRows, opens, readsSecret, seals } from "../../constructs/functions/grants.ts";
import type { Fleet } from "../capability.ts";

/**
 * What a public function needs to call WeChat in accounts' names: their credentials, those of third-party platforms, and
 * kept tokens. An authorized account's refresh token changes with its token.
 */
export function callsInNamesOfAccounts({
  config,
  state,
  secrets,
  sealKey,
}: Pick<Fleet<never>["stateful"], "config" | "state" | "secrets" | "sealKey">): readonly Grant[] {
  return [
    onRows(config, ENV.configTable, "app-secret#", ["GetItem"]),
    onRows(config, ENV.configTable, "component#", ["GetItem"]),
    onRows(config, ENV.configTable, "authorization#", ["GetItem", "PutItem"]),
    onRows(state, ENV.stateTable, "token#", ["GetItem", "UpdateItem"]),
    opens(sealKey, ["app-secrets", "component-tokens"]),
    seals(sealKey, ["component-tokens"]),
    readsSecret(secrets.officialAccounts, ENV.officialAccountsSecretId),
  ];
}
