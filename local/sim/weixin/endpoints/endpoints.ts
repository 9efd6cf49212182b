import { allEndpoints, namedIn } from "../../../../shared/adapters/weixin/contract/contract.ts";
import type { WeixinEndpoint } from "../../../../shared/adapters/weixin/contract/endpoint.ts";
import { parseJson } from "../../../parse-json.ts";
import { refused, type SimFile, type WeixinAnswer } from "../answer.ts";
import { fieldsIn, fileIn } from "../multipart.ts";
import type { WeixinRequest } from "../request.ts";
import { drafts, publishing } from "./articles.ts";
import type { Behaviour, Desk } from "./behaviour.ts";
import { checks } from "./checks.ts";
import { comments } from "./comments.ts";
import { customerService } from "./customer-service.ts";
import { analytics, base, quota } from "./figures.ts";
import { materials, media } from "./files.ts";
import { tags, users } from "./followers.ts";
import { links, qrCodes } from "./links.ts";
import { massSending } from "./mass-sending.ts";
import { menus } from "./menus.ts";
import { miniPrograms } from "./mini-programs.ts";
import { subscriptions, templates } from "./templates.ts";

/** What the simulator does by endpoint, `menus.create`. */
const BEHAVIOURS = namedIn<Behaviour>({
  customerService,
  media,
  materials,
  menus,
  users,
  tags,
  qrCodes,
  links,
  drafts,
  publishing,
  massSending,
  comments,
  checks,
  templates,
  subscriptions,
  miniPrograms,
  analytics,
  quota,
  base,
});

const byPath = new Map(allEndpoints().map(({ name, endpoint }) => [endpoint.path, { name, endpoint }]));

/** Whether the contract has a path. */
export function hasEndpoint(path: string): boolean {
  return byPath.has(path);
}

/**
 * Carries out a call of an endpoint of the contract: what has not the endpoint's form is refused as WeChat does. The
 * path must be one of the contract's.
 */
export function carryOut(desk: Desk, request: WeixinRequest): WeixinAnswer | SimFile {
  const row = byPath.get(request.path);
  const behaviour = row && BEHAVIOURS.get(row.name);
  if (!behaviour) throw new Error(`the simulator has no behaviour for ${request.path}`);
  const { endpoint } = row;
  if (request.method !== endpoint.method) return refused(endpoint.method === "GET" ? 43_001 : 43_002);
  const given = endpoint.request.safeParse(readInput(endpoint, request));
  if (!given.success) return refused(47_001);
  return behaviour(desk, given.data, endpoint.file ? fileIn(request.raw, request.contentType) : undefined);
}

function readInput({ method, file, query = [] }: WeixinEndpoint, { raw, contentType, query: given }: WeixinRequest) {
  const inQuery = Object.fromEntries([...given].filter(([name]) => name !== "access_token"));
  if (method === "GET") return numbersIn(inQuery);
  if (file) return { ...inQuery, ...fieldsIn(raw, contentType) };
  const body = raw.length === 0 ? {} : parseJson(raw);
  const chosen = Object.entries(numbersIn(inQuery)).filter(([name]) => query.includes(name));
  return typeof body === "object" && body !== null ? { ...body, ...Object.fromEntries(chosen) } : body;
}

/** A query knows no numbers: WeChat reads those that count something. */
function numbersIn(query: Readonly<Record<string, string>>): Record<string, string | number> {
  const isCount = (name: string) => ["start", "limit", "checkonly"].includes(name);
  return Object.fromEntries(
    Object.entries(query).map(([name, value]) => [name, isCount(name) ? Number(value) : value]),
  );
}
