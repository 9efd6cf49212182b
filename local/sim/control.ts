import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import * as z from "zod";
import { parseLossless } from "../lossless-json.ts";
import { accountChangeSchema, type SimAccount } from "./accounts.ts";
import type { CallLog } from "./call-log.ts";
import type { Delivery } from "./callback-queue.ts";
import type { Vendor } from "./endpoint.ts";
import { type Faults, faultSchema } from "./faults.ts";
import { BadRequest, readText, sendJson, sendText } from "./http.ts";
import { messageCallback, messageSchema, offlineCallback } from "./inbound.ts";
import type { Robots } from "./robots.ts";

/** Longer than one attempt may take; what waits behind an undelivered callback is answered after this. */
const DELIVERY_PATIENCE_MS = 5_000;

const robotQuery = z.strictObject({
  after: z.coerce.number().int().nonnegative().default(0),
  robot: z.string().optional(),
});
const callQuery = z.strictObject({
  after: z.coerce.number().int().nonnegative().default(0),
  path: z.string().optional(),
  appId: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(10_000).default(1000),
});

type Call = { request: IncomingMessage; response: ServerResponse; url: URL };

/** The `/sim/*` routes, by which a test or a person drives the simulated vendor. */
export function createControl(options: { vendor: Vendor; log: CallLog; faults: Faults; robots: Robots }) {
  const { vendor, log, faults, robots } = options;

  const actions: Record<string, (account: SimAccount) => SimAccount> = {
    scan: (account) => withLogin(account, 1),
    confirm: (account) => ({ ...withLogin(account, 2), online: true }),
    online: (account) => ({ ...account, online: true }),
    offline: (account) => ({ ...account, online: false }),
    ban: (account) => ({ ...account, banned: true }),
  };

  const changeAccount = async ({ request, response }: Call, appId: string) => {
    sendJson(response, 200, vendor.accounts.put(appId, parse(accountChangeSchema, await json(request))));
  };

  const act = async ({ response }: Call, appId: string, action: string) => {
    const change = Object.hasOwn(actions, action) ? actions[action] : undefined;
    if (!change) throw new BadRequest(`no action ${action}: one of ${Object.keys(actions).join(", ")}`, 404);
    const account = change(demandAccount(vendor, appId));
    vendor.accounts.save(account);
    const delivery = action === "offline" ? await hand(vendor, account, offlineCallback(account)) : {};
    sendJson(response, 200, { ...account, ...delivery });
  };

  const deliver = async ({ request, response }: Call) => {
    const message = parse(messageSchema, await json(request));
    const account = demandAccount(vendor, message.appId);
    const { newMsgId, body } = messageCallback(account, message, vendor.clock.now());
    const [first] = await Promise.all(Array.from({ length: message.repeat }, () => hand(vendor, account, body)));
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
          log.read(withoutUndefined(parse(callQuery, Object.fromEntries(url.searchParams)))),
        );
      case "POST faults":
        return sendJson(response, 201, faults.add(parse(faultSchema, await json(request))));
      case "GET faults":
        return sendJson(response, 200, { faults: faults.all() });
      case "DELETE faults":
        faults.clear();
        return sendJson(response, 200, { faults: [] });
      case "GET accounts":
        return sendJson(response, 200, { accounts: vendor.accounts.all() });
      case "PUT accounts/:id":
        return changeAccount(call, id ?? "");
      case "POST accounts/:id/:action":
        return act(call, id ?? "", action ?? "");
      case "GET robots": {
        const { after, robot } = parse(robotQuery, Object.fromEntries(url.searchParams));
        return sendJson(response, 200, { messages: robots.list(after, robot) });
      }
      case "POST messages":
        return deliver(call);
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

function withLogin(account: SimAccount, status: 1 | 2): SimAccount {
  if (!account.login) throw new BadRequest(`${account.appId} has no login under way: call getLoginQrCode first`, 409);
  return { ...account, login: { ...account.login, status } };
}

function demandAccount(vendor: Vendor, appId: string): SimAccount {
  const account = vendor.accounts.get(appId);
  if (!account) throw new BadRequest(`no account ${appId}: PUT /sim/accounts/${appId} creates it`, 404);
  return account;
}

/** Calls back, or lays the callback's body into the account's outbox. */
async function hand(vendor: Vendor, account: SimAccount, body: string): Promise<Delivery | { waits: true }> {
  if (account.ingest === "callback") return patiently(vendor.callbacks.push(account.appId, body));
  vendor.outbox.put(account.appId, body);
  return { waits: true };
}

async function patiently(delivery: Promise<Delivery>): Promise<Delivery> {
  const giveUp = new AbortController();
  const late = sleep(DELIVERY_PATIENCE_MS, { delivered: false, status: 0 }, { signal: giveUp.signal });
  late.catch(() => "the delivery came first");
  try {
    return await Promise.race([delivery, late]);
  } finally {
    giveUp.abort();
  }
}

async function json(request: IncomingMessage): Promise<unknown> {
  const text = await readText(request);
  try {
    return parseLossless(text);
  } catch (error) {
    throw new BadRequest(`the body is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function parse<T>(schema: z.ZodType<T>, input: unknown): T {
  const result = schema.safeParse(input);
  if (!result.success) throw new BadRequest(z.prettifyError(result.error));
  return result.data;
}

function withoutUndefined({ after, limit, path, appId }: z.infer<typeof callQuery>) {
  return { after, limit, ...(path === undefined ? {} : { path }), ...(appId === undefined ? {} : { appId }) };
}
