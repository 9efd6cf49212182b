import { createSignPage } from "../../shared/identity/application/sign-page.ts";
import type { WebAccess } from "../../shared/identity/domain/web-access.ts";
import { NO_WEB_ACCESS } from "../../shared/identity/domain/web-access.ts";
import { AppError } from "../../shared/kernel/domain/errors.ts";
import { createMemoryTokenStore } from "../../shared/official/adapters/memory-token-store.ts";
import { createKeptTokens } from "../../shared/official/application/kept-tokens.ts";
import { keptTokenOf } from "../../shared/official/domain/kept-token.ts";
import { fakeClock } from "./fake-clock.ts";
import { recordingObservability } from "./recording-observability.ts";

export const SHOP = "https://shop.example";
export const SHOP_ACCESS: WebAccess = { ...NO_WEB_ACCESS, signedOrigins: [SHOP] };
export const SHOP_APP = "wx_shop";

/** Containers that sign pages of `wx_shop` with tickets of a vendor that tests change. `signer` starts another one. */
export function aPageSigner() {
  const clock = fakeClock();
  const observed = recordingObservability();
  const store = createMemoryTokenStore();
  const reads = { count: 0 };
  const vendor = { asked: 0, ticket: undefined as string | undefined, down: false };
  const source = {
    async ask() {
      vendor.asked += 1;
      if (vendor.down) throw new AppError("unauthorized", "AppSecret 不对（errcode 40125）");
      return keptTokenOf("jsapi-ticket", vendor.ticket ?? `ticket-${vendor.asked}`, 7200, clock.now());
    },
  };
  const counting = {
    ...store,
    get: (owner: string) => {
      reads.count += 1;
      return store.get(owner);
    },
  };
  let nonces = 0;
  const signer = () =>
    createSignPage({
      accessOf: async (appId) => (appId === SHOP_APP ? SHOP_ACCESS : NO_WEB_ACCESS),
      tickets: createKeptTokens("jsapi-ticket", { store: counting, source, clock, ...observed }),
      newNonce: () => `nonce${++nonces}`,
      clock,
      ...observed,
    });
  return { clock, vendor, reads, signer, ...observed };
}
