/**
 * Microseconds per callback, from the body's text to the InboundMessage, and its parts. Run it with Node 24:
 * `npx node bench/normalize.ts`. The bodies are the tests' own; "padded" ones carry XML of about 5 KB.
 */

import { normalizeCallback } from "../shared/adapters/wechat-api/normalize/callback.ts";
import { parseCallbackBody } from "../shared/adapters/wechat-api/normalize/callback-body.ts";
import { parseLosslessJson } from "../shared/kernel/domain/lossless-json.ts";
import { aCallback, aMessage, ROOM, toJson } from "../test/support/callbacks/a-callback.ts";
import { messageXml } from "../test/support/callbacks/message-xml.ts";

const ROUNDS = 9;
const CALLS = 4000;

const extra = Array.from({ length: 120 }, (_, i) => `\t\t<field${i}>value ${i} 中文</field${i}>`).join("\n");
const padded = (xml: string): string => xml.replace("\t\t<showtype>", `${extra}\n\t\t<showtype>`);
const mentioned = "<msgsource>\n<atuserlist><![CDATA[wxid_a,wxid_b]]></atuserlist>\n</msgsource>";

const bodies: Record<string, unknown> = {
  text: aCallback.text(),
  "text in a group, two mentions": aCallback.text({ room: ROOM, msgSource: mentioned }),
  image: aCallback.image(),
  link: aCallback.link(),
  "video-channel": aCallback["video-channel"](),
  "link, padded": aMessage(49, padded(messageXml.link())),
  "link, padded, lone & (parsed twice)": aMessage(
    49,
    padded(messageXml.link({ url: "http://a.example.com/?a=1&b=2" })),
  ),
  "group-renamed": aCallback["group-renamed"](),
  "group-joined": aCallback["group-joined"](),
  "contact-changed": aCallback["contact-changed"](),
  offline: aCallback.offline(),
};

/** The median of several rounds, so that other programs on the machine hardly change the figure. */
function microseconds(call: () => unknown): string {
  const rounds = Array.from({ length: ROUNDS }, () => {
    const started = performance.now();
    for (let i = 0; i < CALLS; i += 1) call();
    return ((performance.now() - started) * 1000) / CALLS;
  }).sort((a, b) => a - b);
  return (rounds[Math.floor(ROUNDS / 2)] ?? Number.NaN).toFixed(1);
}

function normalize(text: string): unknown {
  const parsed = parseCallbackBody(text);
  return parsed.type === "probe" ? parsed : normalizeCallback(parsed.callback, 0);
}

const rows = Object.entries(bodies).map(([callback, body]) => {
  const text = toJson(body);
  return {
    callback,
    bytes: Buffer.byteLength(text),
    "JSON.parse": microseconds(() => JSON.parse(text)),
    "lossless JSON": microseconds(() => parseLosslessJson(text)),
    "+ schema": microseconds(() => parseCallbackBody(text)),
    "whole (µs)": microseconds(() => normalize(text)),
  };
});
console.table(rows);
