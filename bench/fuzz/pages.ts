import { createHandler as jssdk } from "../../functions/jssdk/handler.ts";
import { createHandler as miniLogin } from "../../functions/mini-login/handler.ts";
import { createCheckContent } from "../../shared/identity/application/mini/check-content.ts";
import { aMiniProgram, MINI_APP } from "../../test/support/a-mini-program.ts";
import { aPageSigner, SHOP, SHOP_ACCESS, SHOP_APP } from "../../test/support/a-page-signer.ts";
import { aLambdaContext, anHttpEvent } from "../../test/support/lambda-events.ts";
import { silent } from "../silent.ts";
import { deepText, oddJson, oddText } from "./odd.ts";
import { type Random, seededRandom } from "./random.ts";

/** One request, answered: its status, and a text that names it. */
type Try = (random: Random) => Promise<{ readonly status: number; readonly what: string }>;

const TASKS = ["login", "data", "phone", "check"] as const;

function signatures(): Try {
  const signer = aPageSigner();
  const sign = signer.signer();
  const handler = jssdk({ ...silent, flush: () => undefined, accessOf: async () => SHOP_ACCESS, sign });
  return async (random) => {
    const url = random.pick([SHOP, `${SHOP}/${oddText(random)}`, `${SHOP}${oddText(random)}`, oddText(random)]);
    const { ticketId } = await sign(SHOP_APP, { url: SHOP });
    const query = { url, refused: random.pick([ticketId, oddText(random), ""]), [oddText(random)]: oddText(random) };
    const appId = random.pick([SHOP_APP, SHOP_APP, oddText(random), "wx_other"]);
    const method = random.pick(["GET", "GET", "OPTIONS"]);
    const event = anHttpEvent(method, "/jssdk/{appId}/signature", { params: { appId } });
    const headers = random.pick([{}, { origin: SHOP }, { origin: oddText(random) }]);
    signer.clock.advance(random.below(100_000));
    const answer = await handler({ ...event, headers, queryStringParameters: query }, aLambdaContext());
    return { status: answer.statusCode ?? 0, what: JSON.stringify([method, appId, query, headers]) };
  };
}

/** Some requests have what it needs to get past the session and the shape, most have something odd. */
async function miniProgram(task: (typeof TASKS)[number]): Promise<Try> {
  const world = aMiniProgram();
  const { openidOf, readData, readPhone, miniPrograms } = world;
  const logIn = world.login();
  const ports = { logIn, openidOf, readData, readPhone, checkContent: createCheckContent(miniPrograms) };
  const handler = miniLogin({ ...silent, flush: () => undefined, ...ports });
  const { token } = await logIn(MINI_APP, world.code("o1"));
  const bodyOf = (random: Random): unknown => {
    const sealed = world.encrypt("o1", Object(oddJson(random)));
    const right = {
      login: { code: world.code(random.pick(["o1", "o2", oddText(random)])) },
      data: sealed,
      phone: random.pick<object>([{ code: "code" }, sealed]),
      check: { content: `x${oddText(random)}`, scene: 1 + random.below(4) },
    }[task];
    return random.pick<() => unknown>([
      () => right,
      () => ({ ...right, [oddText(random)]: oddJson(random) }),
      () => ({ ...right, [random.pick(Object.keys(right))]: oddJson(random) }),
      () => oddJson(random),
    ])();
  };
  return async (random) => {
    const json = JSON.stringify(bodyOf(random)) ?? "";
    const broken = [json.slice(0, random.below(json.length + 1)), oddText(random)];
    const text = random.below(200) === 0 ? deepText(random) : random.pick([json, json, ...broken]);
    const isBase64Encoded = random.below(4) === 0;
    const body = isBase64Encoded ? Buffer.from(text).toString("base64") : text;
    const params = { appId: random.pick([MINI_APP, MINI_APP, MINI_APP, oddText(random)]) };
    const event = anHttpEvent("POST", `/mini/{appId}/${task}`, { params, body, isBase64Encoded });
    const bearer = random.pick([`Bearer ${token}`, `Bearer ${token}`, `Bearer ${oddText(random)}`, oddText(random)]);
    const gzip = random.below(20) === 0 ? { "content-encoding": "gzip" } : {};
    const headers = { authorization: bearer, ...gzip };
    const answer = await handler({ ...event, headers }, aLambdaContext());
    return { status: answer.statusCode ?? 0, what: JSON.stringify([task, params, headers, text.slice(0, 500)]) };
  };
}

export type PagesFault = { readonly route: string; readonly what: string; readonly fault: string };
export type PagesReport = {
  /** Answers by route and status. */
  readonly statuses: ReadonlyMap<string, number>;
  /** The longest answer, ms of CPU. */
  readonly longest: { readonly ms: number; readonly what: string };
  readonly faults: readonly PagesFault[];
};

/**
 * Sends so many odd requests to each route that pages and mini programs ask. A fault is an answer from 500 on, a thrown
 * error, or a request that takes over `mostMs` of CPU.
 */
export async function fuzzPages(requests: number, seed: number, mostMs: number): Promise<PagesReport> {
  const random = seededRandom(seed);
  const routes: [string, Try][] = [["signature", signatures()]];
  for (const task of TASKS) routes.push([task, await miniProgram(task)]);
  const statuses = new Map<string, number>();
  const faults: PagesFault[] = [];
  let longest = { ms: 0, what: "" };

  async function one(route: string, attempt: Try): Promise<void> {
    const before = process.cpuUsage();
    try {
      const { status, what } = await attempt(random);
      const { user, system } = process.cpuUsage(before);
      const ms = (user + system) / 1000;
      const key = `${route} ${status}`;
      statuses.set(key, (statuses.get(key) ?? 0) + 1);
      if (ms > longest.ms) longest = { ms, what };
      if (status >= 500) faults.push({ route, what, fault: `status ${status}` });
      if (ms > mostMs) faults.push({ route, what, fault: `${ms.toFixed(0)} ms` });
    } catch (error) {
      faults.push({ route, what: "", fault: String(error).slice(0, 500) });
    }
  }

  for (const [route, attempt] of routes) {
    for (let count = 0; count < requests; count += 1) await one(route, attempt);
  }
  return { statuses, longest, faults };
}
