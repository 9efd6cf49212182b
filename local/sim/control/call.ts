import type { IncomingMessage, ServerResponse } from "node:http";
import type * as z from "zod";
import { parseLossless } from "../../lossless-json.ts";
import { BadRequest, parseInput, readText } from "../http.ts";
import type { Vendor } from "../wechat-api/endpoint.ts";
import type { SimAccount } from "../wechat-api/state/accounts.ts";
import { weixinAccount } from "../weixin/credentials.ts";

/** A request to the controls, `/sim/<resource>/<id>/<action>`; parts that are missing are "". */
export type ControlCall = {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly query: URLSearchParams;
  readonly id: string;
  readonly action: string;
};

/** Routes by method and form, e.g. `PUT accounts/:id`. */
export type ControlRoutes = Readonly<Record<string, (call: ControlCall) => Promise<void> | void>>;

/** The body as JSON, with 64-bit ids whole. @throws BadRequest */
export async function jsonOf({ request }: ControlCall): Promise<unknown> {
  const text = await readText(request);
  try {
    return parseLossless(text);
  } catch (error) {
    throw new BadRequest(`the body is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** The query as a schema has it. @throws BadRequest */
export function queryOf<T>({ query }: ControlCall, schema: z.ZodType<T>): T {
  return parseInput(schema, Object.fromEntries(query));
}

/** @throws BadRequest 404 for an account that the vendor does not know */
export function demandAccount(vendor: Vendor, appId: string): SimAccount {
  const account = vendor.accounts.get(appId);
  if (!account) throw new BadRequest(`no account ${appId}: PUT /sim/accounts/${appId} creates it`, 404);
  return account;
}

/** @throws BadRequest 404 for an account that WeChat's open platform does not have */
export function demandWeixinAccount(appId: string): void {
  if (!weixinAccount(appId)) throw new BadRequest(`no account ${appId} at WeChat's open platform`, 404);
}
