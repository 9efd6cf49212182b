import type { IncomingMessage, ServerResponse } from "node:http";
import * as z from "zod";
import { parseLossless } from "../../lossless-json.ts";
import type { CallLog } from "../call-log.ts";
import { type Faults, faultSchema } from "../faults/faults.ts";
import { BadRequest, parseInput, readText, sendJson, sendText } from "../http.ts";
import type { Robots } from "../robots/robots.ts";
import type { Webhooks } from "../webhooks.ts";
import { deliver } from "../wechat-api/callbacks/deliver.ts";
import { messageCallback, messageSchema, offlineCallback } from "../wechat-api/callbacks/message.ts";
import type { Vendor } from "../wechat-api/endpoint.ts";
import { accountChangeSchema, type SimAccount } from "../wechat-api/state/accounts.ts";
import { type OfficialCallbacks, officialMessageSchema } from "../weixin/callbacks.ts";
import { OFFICIAL_ACCOUNT } from "../weixin/credentials.ts";
import { createAddressBookControl } from "./address-books.ts";
import { phoneActions } from "./phone.ts";

const afterQuery = z.strictObject({ after: z.coerce.number().int().nonnegative().default(0) });
const robotQuery = afterQuery.extend({
  robot: z.string().optional(),
});
const callQuery = z.strictObject({
  after: z.coerce.number().int().nonnegative().default(0),
  path: z.string().optional(),
  appId: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(10_000).default(1000),
});

/** Tells messages to the Official Account from those to personal ones. */
const officialAppId = z.looseObject({ appId: z.literal(OFFICIAL_ACCOUNT.appId) });

type Call = { request: IncomingMessage; response: ServerResponse; url: URL };

/** The `/sim/*` routes, by which a test or a person drives the simulated vendor. */
export function createControl(options: {
  vendor: Vendor;
  officials: OfficialCallbacks;
  log: CallLog;
  faults: Faults;
  robots: Robots;
  webhooks: Webhooks;
}) {
  const { vendor, officials, log, faults, robots, webhooks } = options;
  const addressBooks = createAddressBookControl(vendor);

  const changeAccount = async ({ request, response }: Call, appId: string) => {
    sendJson(response, 200, vendor.accounts.put(appId, parseInput(accountChangeSchema, await json(request))));
  };

  const act = async ({ response }: Call, appId: string, action: string) => {
    const change = Object.hasOwn(phoneActions, action) ? phoneActions[action] : undefined;
    if (!change) throw new BadRequest(`no action ${action}: one of ${Object.keys(phoneActions).join(", ")}`, 404);
    const account = change(demandAccount(vendor, appId), vendor.clock.now());
    vendor.accounts.save(account);
    const delivery = action === "offline" ? await deliver(vendor, account, offlineCallback(account)) : {};
    sendJson(response, 200, { ...account, ...delivery });
  };

  const sendMessage = async ({ request, response }: Call) => {
    const body = await json(request);
    if (officialAppId.safeParse(body).success) {
      return sendJson(response, 200, await officials.send(parseInput(officialMessageSchema, body)));
    }
    const message = parseInput(messageSchema, body);
    const account = demandAccount(vendor, message.appId);
    const { newMsgId, body: callback } = messageCallback(account, message, vendor.clock.now());
    const [first] = await Promise.all(Array.from({ length: message.repeat }, () => deliver(vendor, account, callback)));
    sendJson(response, 200, { newMsgId, ...first });
  };

  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? "/", "http://localhost");
    const call = { request, response, url };
    const [, , resource, id, action] = url.pathname.split("/").map(decode);
    const route = `${request.method} ${[resource, id && ":id", action && ":action"].filter(Boolean).join("/")}`;
    switch (route) {
      case "GET calls":
        return sendText(
          response,
          200,
          log.read(withoutUndefined(parseInput(callQuery, Object.fromEntries(url.searchParams)))),
        );
      case "POST faults":
        return sendJson(response, 201, faults.add(parseInput(faultSchema, await json(request))));
      case "GET faults":
        return sendJson(response, 200, { faults: faults.all() });
      case "DELETE faults":
        faults.clear();
        return sendJson(response, 200, { faults: [] });
      case "GET accounts":
        return sendJson(response, 200, { accounts: vendor.accounts.all() });
      case "PUT accounts/:id":
        return changeAccount(call, id ?? "");
      case "PUT people/:id":
        return sendJson(response, 200, addressBooks.changePerson(id ?? "", await json(request)));
      case "PUT groups/:id":
        return sendJson(response, 200, addressBooks.changeGroup(id ?? "", await json(request)));
      case "POST accounts/:id/:action":
        if (action === "populate") {
          return sendJson(response, 200, addressBooks.populate(demandAccount(vendor, id ?? ""), await json(request)));
        }
        return act(call, id ?? "", action ?? "");
      case "GET robots": {
        const { after, robot } = parseInput(robotQuery, Object.fromEntries(url.searchParams));
        return sendJson(response, 200, { messages: robots.list(after, robot) });
      }
      case "GET webhooks": {
        const { after } = parseInput(afterQuery, Object.fromEntries(url.searchParams));
        return sendJson(response, 200, { calls: webhooks.list(after) });
      }
      case "POST messages":
        return sendMessage(call);
      default:
        throw new BadRequest(`no route ${request.method} ${url.pathname}`, 404);
    }
  };
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch (error) {
    throw new BadRequest(`the path is not well-formed: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function demandAccount(vendor: Vendor, appId: string): SimAccount {
  const account = vendor.accounts.get(appId);
  if (!account) throw new BadRequest(`no account ${appId}: PUT /sim/accounts/${appId} creates it`, 404);
  return account;
}

async function json(request: IncomingMessage): Promise<unknown> {
  const text = await readText(request);
  try {
    return parseLossless(text);
  } catch (error) {
    throw new BadRequest(`the body is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function withoutUndefined({ after, limit, path, appId }: z.infer<typeof callQuery>) {
  return { after, limit, ...(path === undefined ? {} : { path }), ...(appId === undefined ? {} : { appId }) };
}
