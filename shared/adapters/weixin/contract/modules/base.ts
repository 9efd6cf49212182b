import * as z from "zod";
import { endpoint } from "../endpoint.ts";
import { nothing } from "../shapes.ts";

const family = "base";
const addresses = z.looseObject({ ip_list: z.array(z.string()) });
const row = z.looseObject({ ip: z.string() });

/** WeChat's addresses, and whether it reaches ours (基础接口). */
export const base = {
  /** From where callbacks come. */
  callbackAddresses: endpoint({
    path: "/cgi-bin/getcallbackip",
    method: "GET",
    family,
    request: nothing,
    answer: addresses,
    idempotent: "yes",
  }),
  apiAddresses: endpoint({
    path: "/cgi-bin/get_api_domain_ip",
    method: "GET",
    family,
    request: nothing,
    answer: addresses,
    idempotent: "yes",
  }),
  checkNetwork: endpoint({
    path: "/cgi-bin/callback/check",
    method: "POST",
    family,
    request: z.strictObject({
      action: z.enum(["dns", "ping", "all"]),
      check_operator: z.enum(["CHINANET", "UNICOM", "CAP", "DEFAULT"]),
    }),
    answer: z.looseObject({ dns: z.array(row).optional(), ping: z.array(row).optional() }),
    idempotent: "yes",
  }),
};
