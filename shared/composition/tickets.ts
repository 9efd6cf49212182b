import { createTicketSource } from "../adapters/weixin/tokens/ticket.ts";
import type { Observability } from "../lambda/observability.ts";
import { systemClock } from "../lambda/system.ts";
import { createDynamoTokenStore } from "../official/adapters/dynamo-token-store.ts";
import { createKeptTokens } from "../official/application/kept-tokens.ts";
import type { KeptTokens } from "../official/application/ports/kept-tokens.ts";
import type { TableOptions } from "../platform/dynamodb/table.ts";
import type { Weixin } from "./weixin-with.ts";

/** By which an account's pages (`jsapi-ticket`) or cards (`card-ticket`) are signed, by the account's appId. */
export function composeTickets(
  kind: "jsapi-ticket" | "card-ticket",
  {
    state,
    weixin: { call, tokens },
    observability: { metrics, log },
  }: {
    readonly state: TableOptions;
    readonly weixin: Pick<Weixin, "call" | "tokens">;
    readonly observability: Pick<Observability, "log" | "metrics">;
  },
): KeptTokens {
  return createKeptTokens(kind, {
    clock: systemClock,
    metrics,
    log,
    store: createDynamoTokenStore(kind, state),
    source: createTicketSource(kind, { call, tokens, now: systemClock.now }),
  });
}
