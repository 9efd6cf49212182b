/**
 * Microseconds of CPU per callback of an Official Account, from the request to the InboundMessage, and its parts:
 * `npm run bench -- official-callback`. WeChat's side (signing, encrypting) is made before and not counted.
 */

import { OFFICIAL_ACCOUNT, simulatedOfficialAccounts } from "../local/sim/weixin/credentials.ts";
import { officialRequest, type WireFields, type WireMode } from "../local/sim/weixin/wire.ts";
import { decrypt } from "../shared/adapters/weixin/callback/decrypt.ts";
import { fieldsOf, textIn } from "../shared/adapters/weixin/callback/fields.ts";
import { normalizeOfficial } from "../shared/adapters/weixin/callback/message.ts";
import { createOpenCallback } from "../shared/adapters/weixin/callback/open.ts";
import { isSigned } from "../shared/adapters/weixin/callback/signature.ts";
import { officialAccountsSchema } from "../shared/adapters/weixin/credentials.ts";
import { formerKeysIn } from "../shared/adapters/weixin/former-credentials.ts";
import { createMemoryLeases } from "../shared/platform/memory/leases.ts";
import { silent } from "./silent.ts";

const ROUNDS = 9;
const CALLS = 4000;

/** What AES (33), SHA-1 (2) and one parse of XML (6) took on the machine that the project was planned on, µs. */
const PLANNED = 41;

const { appId, originalId, token, encodingAesKey } = OFFICIAL_ACCOUNT;
const now = Date.parse("2026-03-10T12:00:00+08:00");
const head = { ToUserName: originalId, FromUserName: "oGTcHv1Zq8fKk3nQ2wX5yB7dL0mR", CreateTime: now / 1000 };
const MESSAGES: Readonly<Record<string, WireFields>> = {
  text: { ...head, MsgType: "text", Content: "你好，请问今天几点关门？", MsgId: 23_456_789_012_345_678n },
  "text of 2 KB": { ...head, MsgType: "text", Content: "你好".repeat(340), MsgId: 23_456_789_012_345_678n },
  subscribe: { ...head, MsgType: "event", Event: "subscribe", EventKey: "qrscene_shop-12", Ticket: "gQH47joAAAAAAAAA" },
};

/** The median of several rounds, so that other programs on the machine hardly change the figure. */
async function microseconds(call: () => unknown): Promise<string> {
  const rounds: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const before = process.cpuUsage();
    for (let i = 0; i < CALLS; i += 1) await call();
    const { user, system } = process.cpuUsage(before);
    rounds.push((user + system) / CALLS);
  }
  rounds.sort((a, b) => a - b);
  return (rounds[Math.floor(ROUNDS / 2)] ?? Number.NaN).toFixed(1);
}

function opener(mode: WireMode) {
  const secret = simulatedOfficialAccounts("http://127.0.0.1:8788");
  const accounts = officialAccountsSchema.parse({
    ...secret,
    accounts: { [appId]: { ...secret.accounts[appId], mode } },
  });
  return createOpenCallback({
    keysOf: formerKeysIn(async () => accounts),
    leases: createMemoryLeases(),
    clock: { now: () => now },
    ...silent,
  });
}

const rows = [];
for (const [message, fields] of Object.entries(MESSAGES)) {
  for (const mode of ["safe", "compatible", "plain"] as const) {
    const { query, body } = officialRequest(OFFICIAL_ACCOUNT, fields, { mode, format: "xml", now });
    const encrypted = textIn(fieldsOf(body), "Encrypt");
    const plain = encrypted === "" ? body : decrypt(encrypted, encodingAesKey, appId);
    const read = fieldsOf(plain);
    const parts = [token, query.timestamp ?? "", query.nonce ?? "", encrypted];
    const open = opener(mode);
    const isSafe = mode !== "plain";
    rows.push({
      message,
      mode,
      bytes: Buffer.byteLength(body),
      "outer XML": isSafe ? await microseconds(() => fieldsOf(body)) : "–",
      "SHA-1": await microseconds(() => isSigned(query.msg_signature ?? query.signature ?? "", parts)),
      AES: isSafe ? await microseconds(() => decrypt(encrypted, encodingAesKey, appId)) : "–",
      "inner XML": await microseconds(() => fieldsOf(plain)),
      normalize: await microseconds(() => normalizeOfficial(appId, read, now)),
      "whole (µs)": await microseconds(async () => {
        const { fields: opened } = await open.message(appId, query, body);
        return normalizeOfficial(appId, opened, now);
      }),
    });
  }
}
console.table(rows);
console.log(`Planned with for AES, SHA-1 and XML of a safe-mode callback together: ${PLANNED} µs.`);
