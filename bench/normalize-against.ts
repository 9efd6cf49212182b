/**
 * A million callbacks of mixed shapes through the normalizer of this checkout and of another one, in turn:
 * `npx node bench/normalize-against.ts <folder of the other checkout> [callbacks]`. Prints microseconds a callback.
 */
import { resolve } from "node:path";
import { aCallback, aMessage, ROOM, toJson } from "../test/support/callbacks/a-callback.ts";
import { messageXml } from "../test/support/callbacks/message-xml.ts";

type Normalize = (text: string) => unknown;

/** Callbacks of a shape in a row: long enough for the clock, short enough that both meet the same noise. */
const RUN = 250;

const [folder, count = "1000000"] = process.argv.slice(2);
if (folder === undefined) throw new Error("name the folder of the other checkout");

async function normalizerIn(checkout: string): Promise<Normalize> {
  const part = (name: string) => import(resolve(checkout, "shared/adapters/wechat-api/normalize", name));
  const [{ parseCallbackBody }, { normalizeCallback }] = [await part("callback-body.ts"), await part("callback.ts")];
  return (text) => {
    const parsed = parseCallbackBody(text);
    return parsed.type === "probe" ? parsed : normalizeCallback(parsed.callback, 0);
  };
}

const mentioned = "<msgsource>\n<atuserlist><![CDATA[wxid_a,wxid_b]]></atuserlist>\n</msgsource>";
const mention = "@小助手\u2005请问明天几点开门？";
const group = { room: ROOM, msgSource: mentioned };

/** Shapes that older checkouts read too; the weights are those of a chat with groups. */
const shapes: Readonly<Record<string, { readonly body: unknown; readonly weight: number }>> = {
  text: { body: aCallback.text(), weight: 20 },
  "text in a group": { body: aCallback.text({ room: ROOM }), weight: 20 },
  "mention in a group": { body: aCallback.text({ ...group, text: mention }), weight: 10 },
  image: { body: aCallback.image(), weight: 8 },
  emoji: { body: aCallback.emoji(), weight: 5 },
  voice: { body: aCallback.voice(), weight: 3 },
  link: { body: aCallback.link(), weight: 6 },
  quote: { body: aCallback.quote(), weight: 6 },
  "quote of a file": {
    body: aMessage(49, messageXml.quote({ quotedType: "49", content: messageXml.file() })),
    weight: 1,
  },
  file: { body: aCallback.file(), weight: 2 },
  "mini-program": { body: aCallback["mini-program"](), weight: 2 },
  "red-packet": { body: aCallback["red-packet"](), weight: 1 },
  "group-joined": { body: aCallback["group-joined"](), weight: 2 },
  "group-renamed": { body: aCallback["group-renamed"](), weight: 1 },
  revoke: { body: aCallback.revoke(), weight: 1 },
  "contact-changed": { body: aCallback["contact-changed"](), weight: 5 },
  unknown: { body: aCallback.unknown(), weight: 4 },
  offline: { body: aCallback.offline(), weight: 1 },
};

const both = { other: await normalizerIn(folder), this: await normalizerIn(resolve(import.meta.dirname, "..")) };
const time = new Map(Object.keys(shapes).map((name) => [name, { other: 0, this: 0, calls: 0 }]));

function run(which: "other" | "this", name: string, text: string): void {
  const normalize = both[which];
  const spent = time.get(name);
  if (spent === undefined) return;
  const started = performance.now();
  for (let i = 0; i < RUN; i++) normalize(text);
  spent[which] += performance.now() - started;
}

function total(which: "other" | "this"): number {
  return [...time.values()].reduce((sum, spent) => sum + spent[which], 0);
}

const texts = Object.entries(shapes).map(([name, { body, weight }]) => ({ name, weight, text: toJson(body) }));
for (const { text } of texts)
  for (let i = 0; i < 2000; i++) for (const normalize of Object.values(both)) normalize(text);
for (let done = 0, turn = 0; done < Number(count); turn++) {
  for (const { name, weight, text } of texts) {
    for (let i = 0; i < weight; i++, done += RUN) {
      const order = (turn + i) % 2 === 0 ? (["other", "this"] as const) : (["this", "other"] as const);
      for (const which of order) run(which, name, text);
      const spent = time.get(name);
      if (spent !== undefined) spent.calls += RUN;
    }
  }
}
console.table(
  [...time].map(([name, spent]) => ({
    name,
    "other µs": ((spent.other * 1000) / spent.calls).toFixed(2),
    "this µs": ((spent.this * 1000) / spent.calls).toFixed(2),
    "change %": ((spent.this / spent.other - 1) * 100).toFixed(1),
  })),
);
const calls = [...time.values()].reduce((sum, spent) => sum + spent.calls, 0);
console.log(`${calls} callbacks: ${((total("other") * 1000) / calls).toFixed(2)} µs in the other checkout,`);
console.log(
  `${((total("this") * 1000) / calls).toFixed(2)} µs here: ${((total("this") / total("other") - 1) * 100).toFixed(1)} %`,
);
