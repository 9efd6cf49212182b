import { BadRequest, parseInput, sendJson } from "../http.ts";
import { deliver } from "../wechat-api/callbacks/deliver.ts";
import { offlineCallback } from "../wechat-api/callbacks/message.ts";
import type { Vendor } from "../wechat-api/endpoint.ts";
import { accountChangeSchema } from "../wechat-api/state/accounts.ts";
import { createAddressBookControl } from "./address-books.ts";
import { type ControlCall, type ControlRoutes, demandAccount, jsonOf } from "./call.ts";
import { phoneActions } from "./phone.ts";

/** What befalls accounts, people and groups. */
export function accountRoutes(vendor: Vendor): ControlRoutes {
  const addressBooks = createAddressBookControl(vendor);

  /** Plays the phone or the vendor: one of `phoneActions`. */
  async function act({ response, id, action }: ControlCall): Promise<void> {
    const change = Object.hasOwn(phoneActions, action) ? phoneActions[action] : undefined;
    if (!change) throw new BadRequest(`no action ${action}: one of ${Object.keys(phoneActions).join(", ")}`, 404);
    const account = change(demandAccount(vendor, id), vendor.clock.now());
    vendor.accounts.save(account);
    const delivery = action === "offline" ? await deliver(vendor, account, offlineCallback(account)) : {};
    sendJson(response, 200, { ...account, ...delivery });
  }

  return {
    "GET accounts": ({ response }) => sendJson(response, 200, { accounts: vendor.accounts.all() }),
    async "PUT accounts/:id"(call) {
      const change = parseInput(accountChangeSchema, await jsonOf(call));
      sendJson(call.response, 200, vendor.accounts.put(call.id, change));
    },
    async "POST accounts/:id/:action"(call) {
      if (call.action !== "populate") return act(call);
      sendJson(call.response, 200, addressBooks.populate(demandAccount(vendor, call.id), await jsonOf(call)));
    },
    async "PUT people/:id"(call) {
      sendJson(call.response, 200, addressBooks.changePerson(call.id, await jsonOf(call)));
    },
    async "PUT groups/:id"(call) {
      sendJson(call.response, 200, addressBooks.changeGroup(call.id, await jsonOf(call)));
    },
  };
}
