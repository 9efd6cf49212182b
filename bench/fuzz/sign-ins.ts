import { createHandler } from "../../functions/oauth/handler.ts";
import { newRandomId } from "../../shared/lambda/system.ts";
import { aWebSignIn, PUBLIC_URL } from "../../test/support/a-web-sign-in.ts";
import { aLambdaContext, anHttpEvent } from "../../test/support/lambda-events.ts";
import { silent } from "../silent.ts";
import { type Random, seededRandom } from "./random.ts";
import type { FuzzFault, FuzzReport } from "./run.ts";

type Route = "start" | "callback";
type Request = { readonly appId: string; readonly query: Record<string, string>; readonly cookies: string[] };

const ALLOWED = "https://shop.example/account/";
/** Where the function may lead: to a new start, to WeChat, and to what the account allows. */
const LEADS = [
  /^https:\/\/fleet\.example\/oauth\/[\w-]+\/start\?/,
  /^https:\/\/open\.weixin\.qq\.com\/\?/,
  /^https:\/\/shop\.example\/account\//,
];
const TRIES = 3;

const SCRAPS = [
  "",
  "a",
  "你好",
  "\0",
  "\ufffd",
  "😀",
  "//",
  "\\",
  "@evil.example",
  "https://evil.example/",
  "../",
  "%2e%2e",
  "%252f",
  "%",
  "\r\n",
  "\t",
  "#",
  "?",
  "=",
  ";",
  ",",
  '"><script>',
  "{}",
  "__proto__",
  "javascript:",
  ".evil.example",
  ":8443",
  "x".repeat(300),
  "9".repeat(400),
];

function scraps(random: Random, most = 5): string {
  return Array.from({ length: random.below(most) }, () => random.pick(SCRAPS)).join("");
}

/** A good value, at times with something odd in it or in its place. */
function odd(random: Random, good: string): string {
  if (random.below(3) > 0) return good;
  const at = random.below(good.length + 1);
  return random.below(2) === 0 ? scraps(random) : good.slice(0, at) + scraps(random) + good.slice(at);
}

function cookie(random: Random, name: string, value: string): string {
  return `${random.below(20) === 0 ? scraps(random) : name}=${odd(random, value)}`;
}

/** People who sign in, and strangers who know how it is done: what each of them sends next. */
function people(random: Random) {
  const world = aWebSignIn();
  const { start, finish } = world.worker();
  const handler = createHandler({
    ...silent,
    flush: () => undefined,
    signIn: { start, finish, newRandomId, publicUrl: PUBLIC_URL },
  });
  /** The latest sign-ins that began, by their states and browsers. */
  const begun = [{ state: newRandomId(), browser: newRandomId() }];

  function request(route: Route): Request {
    const beginning = { redirect: odd(random, ALLOWED), scope: odd(random, "base"), repeats: random.below(4) };
    const { state, browser } = random.pick(begun);
    const cookies = [
      cookie(random, "__Host-fleet-browser", browser),
      cookie(random, "__Host-fleet-sign-in", Buffer.from(JSON.stringify(beginning)).toString("base64url")),
    ].slice(Math.max(0, random.below(6) - 3));
    const code = world.wechat.code(random.below(9) === 0 ? { type: "snapshot" } : world.wechat.person("o1"));
    const query = {
      start: { redirect: beginning.redirect, scope: beginning.scope, again: odd(random, String(random.below(3))) },
      callback: { state: odd(random, state), code: odd(random, code) },
    }[route];
    const extra = random.below(10) === 0 ? { [scraps(random)]: scraps(random) } : {};
    return { appId: odd(random, "wx_a"), query: { ...query, ...extra }, cookies };
  }

  async function send(route: Route, { appId, query, cookies }: Request) {
    const event = anHttpEvent("GET", `/oauth/{appId}/${route}`, { params: { appId } });
    const before = process.cpuUsage();
    const answer = await handler({ ...event, queryStringParameters: query, cookies }, aLambdaContext());
    const { user, system } = process.cpuUsage(before);
    const location = String(answer.headers?.location ?? "");
    remember(location, answer.cookies ?? []);
    return { status: answer.statusCode ?? 0, ms: (user + system) / 1000, location };
  }

  function remember(location: string, set: readonly string[]): void {
    const state = URL.parse(location)?.searchParams.get("state");
    const browser = /^__Host-fleet-browser=([^;]*)/.exec(set[0] ?? "")?.[1];
    if (!state || !browser) return;
    begun.splice(0, begun.length > 50 ? 1 : 0);
    begun.push({ state, browser });
  }

  return { request, send };
}

/**
 * Sends so many odd requests to each route of the web sign-in. A fault is an answer from 500 on, a thrown error, a
 * redirect to where nobody may be led, or a request that takes over `mostMs` of CPU at each of three tries.
 */
export async function fuzzSignIns(requests: number, seed: number, mostMs: number): Promise<FuzzReport> {
  const random = seededRandom(seed);
  const { request, send } = people(random);
  const statuses = new Map<number, number>();
  const faults: FuzzFault[] = [];
  let longest = { ms: 0, what: "" };

  async function one(index: number, route: Route): Promise<void> {
    const asked = request(route);
    const what = `${route} ${JSON.stringify(asked)}`.slice(0, 500);
    try {
      let answer = await send(route, asked);
      const { status, location } = answer;
      for (let tries = 1; answer.ms > mostMs && tries < TRIES; tries += 1) answer = await send(route, asked);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      if (answer.ms > longest.ms) longest = { ms: answer.ms, what };
      const leadsAstray = location !== "" && !LEADS.some((allowed) => allowed.test(location));
      if (status >= 500) faults.push({ index, what, fault: `status ${status}` });
      if (leadsAstray) faults.push({ index, what, fault: `leads to ${location}` });
      if (answer.ms > mostMs) faults.push({ index, what, fault: `${answer.ms.toFixed(0)} ms` });
    } catch (error) {
      faults.push({ index, what, fault: String(error).slice(0, 500) });
    }
  }

  for (let index = 0; index < requests; index += 1) {
    await one(index, "start");
    await one(index, "callback");
  }
  return { bodies: 2 * requests, statuses, longest, faults };
}
