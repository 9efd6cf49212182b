import * as z from "zod";
import { endpoint } from "../endpoint.ts";
import { name } from "../shapes.ts";

const family = "links";
const jump = z.looseObject({ path: z.string().optional(), query: z.string().optional() });

/** Short keys for long texts, and links that open a mini program (短key托管, URL Link, URL Scheme). */
export const links = {
  /** `long_data` has 4 KB at most, and is kept for 30 days at most. */
  shorten: endpoint({
    path: "/cgi-bin/shorten/gen",
    method: "POST",
    family,
    request: z.strictObject({ long_data: name.max(4096), expire_seconds: z.int().min(1).max(2_592_000).optional() }),
    answer: z.looseObject({ short_key: name }),
    idempotent: "yes",
    vendorId: "short_key",
  }),
  fetch: endpoint({
    path: "/cgi-bin/shorten/fetch",
    method: "POST",
    family,
    request: z.strictObject({ short_key: name }),
    answer: z.looseObject({ long_data: z.string(), create_time: z.int(), expire_seconds: z.int() }),
    idempotent: "yes",
  }),
  urlLink: endpoint({
    path: "/wxa/generate_urllink",
    method: "POST",
    family,
    request: jump,
    answer: z.looseObject({ url_link: name }),
    idempotent: "yes",
    vendorId: "url_link",
  }),
  shortLink: endpoint({
    path: "/wxa/genwxashortlink",
    method: "POST",
    family,
    request: z.strictObject({
      page_url: name.max(1024),
      page_title: z.string().max(20).optional(),
      is_permanent: z.boolean().optional(),
    }),
    answer: z.looseObject({ link: name }),
    idempotent: "yes",
    vendorId: "link",
  }),
  scheme: endpoint({
    path: "/wxa/generatescheme",
    method: "POST",
    family,
    request: z.looseObject({ jump_wxa: jump.optional() }),
    answer: z.looseObject({ openlink: name }),
    idempotent: "yes",
    vendorId: "openlink",
  }),
};
