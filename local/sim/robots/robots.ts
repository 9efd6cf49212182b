import type { IncomingMessage, ServerResponse } from "node:http";
import type { DatabaseSync } from "node:sqlite";
import type { LocalClock } from "../../clock.ts";
import { parseJson } from "../../parse-json.ts";
import type { Faults } from "../faults/faults.ts";
import { BadRequest, readText, sendJson, sendText } from "../http.ts";
import { type Platform, platforms, type RobotName } from "./platforms.ts";

/** Where the simulated group robots begin. */
export const ROBOTS_PREFIX = "/robots/";

/** A message that reached a robot's group; `at` in epoch ms. */
export type RobotMessage = {
  readonly n: number;
  readonly at: number;
  readonly robot: string;
  readonly text: string;
};

export type Robots = {
  /** Answers a POST to a robot as its platform would: errors with HTTP 200. */
  answer(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** What the groups have received after number `after`, at most 1,000. */
  list(after: number, robot?: string): readonly RobotMessage[];
};

const PAGE = 1000;

/** The group robots of WeCom, DingTalk and Feishu: they check signatures, lengths and rates, and keep what they got. */
export function createRobots(options: { db: DatabaseSync; clock: Pick<LocalClock, "now">; faults: Faults }): Robots {
  const { db, clock, faults } = options;
  const insert = db.prepare("INSERT INTO robotMessages (at, robot, text) VALUES (?, ?, ?)");
  const select = db.prepare("SELECT * FROM robotMessages WHERE n > ? AND (? IS NULL OR robot = ?) ORDER BY n LIMIT ?");
  const isTooMany = createRateCheck();

  function outcome(name: RobotName, platform: Platform, url: URL, raw: string): object {
    const now = clock.now();
    const verdict = platform.check({ url, raw, body: parseJson(raw), now });
    if ("code" in verdict) return platform.answer(verdict.code, verdict.message);
    if (isTooMany(name, platform, now)) return platform.answer(platform.tooMany.code, platform.tooMany.message);
    insert.run(now, name, verdict.text);
    return platform.answer(0, "");
  }

  return {
    async answer(request, response) {
      const url = new URL(request.url ?? "/", "http://localhost");
      const raw = await readText(request);
      const name = nameOf(url.pathname);
      const platform = platforms[name];
      const fault = faults.take({ path: url.pathname, appId: "", toWxid: undefined, onlyNamed: true });
      switch (fault?.kind) {
        case "status":
          return sendJson(response, fault.value, {});
        case "ret":
          return sendJson(response, 200, platform.answer(fault.value, fault.msg));
        case "body":
          return sendText(response, 200, fault.value);
        case "drop":
        case "hang":
          if (fault.value === "after") outcome(name, platform, url, raw);
          if (fault.kind === "drop") request.socket.destroy();
          return;
        default:
          if (fault) await faults.wait(fault.value);
          return sendJson(response, 200, outcome(name, platform, url, raw));
      }
    },
    list: (after, robot) =>
      select.all(after, robot ?? null, robot ?? null, PAGE).map((row) => ({
        n: Number(row.n),
        at: Number(row.at),
        robot: String(row.robot),
        text: String(row.text),
      })),
  };
}

function nameOf(pathname: string): RobotName {
  const names = Object.keys(platforms).filter((name): name is RobotName => name in platforms);
  const found = names.find((name) => pathname.startsWith(`${ROBOTS_PREFIX}${name}/`));
  if (found) return found;
  throw new BadRequest(`no robot at ${pathname}: there are ${names.join(", ")}`, 404);
}

/** Counts what each robot let through; refused messages count for nothing. */
function createRateCheck(): (robot: string, platform: Platform, now: number) => boolean {
  const sent = new Map<string, number[]>();
  const mutedUntil = new Map<string, number>();
  return (robot, { limits, penaltyMs }, now) => {
    if (now < (mutedUntil.get(robot) ?? 0)) return true;
    const times = (sent.get(robot) ?? []).filter((time) => now - time < 60_000);
    const tooMany = limits.some(
      ({ messages, windowMs }) => times.filter((time) => now - time < windowMs).length >= messages,
    );
    if (tooMany) mutedUntil.set(robot, now + penaltyMs);
    else times.push(now);
    sent.set(robot, times);
    return tooMany;
  };
}
