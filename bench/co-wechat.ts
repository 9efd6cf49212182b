import { createRequire } from "node:module";
import * as z from "zod";
import { OFFICIAL_ACCOUNT, simulatedOfficialAccounts } from "../local/sim/weixin/credentials.ts";
import { officialRequest } from "../local/sim/weixin/wire.ts";
import { normalizeOfficial } from "../shared/adapters/weixin/callback/message.ts";
import { createOpenCallback } from "../shared/adapters/weixin/callback/open.ts";
import { officialAccountsSchema } from "../shared/adapters/weixin/credentials.ts";
import { formerKeysIn } from "../shared/adapters/weixin/former-credentials.ts";
import { createMemoryLeases } from "../shared/platform/memory/leases.ts";
import { silent } from "./silent.ts";

/**
 * Microseconds of CPU of a safe-mode callback, from the request to a message, here and on the way of co-wechat (its
 * libraries `wechat-crypto` and `xml2js`, its steps): `npm run bench -- co-wechat`. The libraries are no dependencies
 * of this project: install them into a folder of their own and name it in `NODE_PATH`.
 */
const ROUNDS = 9;
const CALLS = 3000;

const cryptoSchema = z.custom<
  new (
    token: string,
    key: string,
    id: string,
  ) => {
    getSignature(timestamp: string, nonce: string, encrypted: string): string;
    decrypt(encrypted: string): { readonly message: string; readonly id: string };
  }
>((value) => typeof value === "function");
const xmlSchema = z.looseObject({
  parseString: z.custom<(xml: string, options: object, done: (error: unknown, result: unknown) => void) => void>(
    (value) => typeof value === "function",
  ),
});
const rootSchema = z.object({ xml: z.record(z.string(), z.array(z.unknown())) });

function theirs(name: string): unknown {
  try {
    return createRequire(import.meta.url)(name);
  } catch {
    throw new Error(
      `${name} is not there: npm install --prefix <folder> wechat-crypto@0.0.2 xml2js@0.6.2, and NODE_PATH`,
    );
  }
}

/** The median of several rounds of each way in turn, so that other programs on the machine disturb both alike. */
async function microseconds(ways: readonly (() => Promise<unknown>)[]): Promise<number[]> {
  const rounds = ways.map((): number[] => []);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [position, call] of ways.entries()) {
      const before = process.cpuUsage();
      for (let at = 0; at < CALLS; at += 1) await call();
      const { user, system } = process.cpuUsage(before);
      rounds[position]?.push((user + system) / CALLS);
    }
  }
  return rounds.map((list) => list.toSorted((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? Number.NaN);
}

const { appId, originalId, token, encodingAesKey } = OFFICIAL_ACCOUNT;
const now = Date.parse("2026-03-10T12:00:00+08:00");
const { query, body } = officialRequest(
  OFFICIAL_ACCOUNT,
  {
    ToUserName: originalId,
    FromUserName: "oGTcHv1Zq8fKk3nQ2wX5yB7dL0mR",
    CreateTime: now / 1000,
    MsgType: "text",
    Content: "你好，请问今天几点关门？",
    MsgId: 23_456_789_012_345_678n,
  },
  { mode: "safe", format: "xml", now },
);

const Crypto = cryptoSchema.parse(theirs("wechat-crypto"));
const { parseString } = xmlSchema.parse(theirs("xml2js"));
const cryptor = new Crypto(token, encodingAesKey, appId);

/** As co-wechat's `getMessage`: the values of each element, trimmed, one by one. */
async function fieldsByThem(xml: string): Promise<Record<string, string>> {
  const parsed = await new Promise((resolve, reject) => {
    parseString(xml, { trim: true }, (error, result) => (error ? reject(error) : resolve(result)));
  });
  const { xml: elements } = rootSchema.parse(parsed);
  return Object.fromEntries(Object.entries(elements).map(([name, [value]]) => [name, String(value).trim()]));
}

async function byThem(): Promise<Record<string, string>> {
  const { Encrypt = "" } = await fieldsByThem(body);
  if (query.msg_signature !== cryptor.getSignature(query.timestamp ?? "", query.nonce ?? "", Encrypt)) {
    throw new Error("Invalid signature");
  }
  return fieldsByThem(cryptor.decrypt(Encrypt).message);
}

const accounts = officialAccountsSchema.parse(simulatedOfficialAccounts("http://127.0.0.1:8788"));
const open = createOpenCallback({
  keysOf: formerKeysIn(async () => accounts),
  leases: createMemoryLeases(),
  clock: { now: () => now },
  ...silent,
});
async function byUs() {
  const { fields } = await open.message(appId, query, body);
  return normalizeOfficial(appId, fields, now);
}

const [ours = Number.NaN, others = Number.NaN] = await microseconds([byUs, byThem]);
console.table([
  { way: "here, normalized", "CPU (µs)": Number(ours.toFixed(1)) },
  { way: "wechat-crypto and xml2js, fields only", "CPU (µs)": Number(others.toFixed(1)) },
]);
console.log(`Theirs takes ${(others / ours).toFixed(2)} times as long.`);
