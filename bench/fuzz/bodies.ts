import type { WireFields } from "../../local/sim/weixin/wire.ts";
import type { Random } from "./random.ts";

/** Bytes in which a body may come that are not UTF-8. */
export type FuzzBody = { readonly form: string; readonly body: Buffer };

type Form = (random: Random) => Buffer;

const WORDS = ["你好", "订单", "<b>", "&amp;", "&", "]]>", "\ufffd", "\0", "😀", "\u2028", " ", "a", "🏳️‍🌈", "\\u0000"];
const NUMBERS = [
  "0",
  "-1",
  "1e308",
  "9".repeat(400),
  "1.7976931348623157e309",
  "00",
  "-0",
  "0x10",
  "NaN",
  "1760000000",
];
const NAMES = [
  "ToUserName",
  "FromUserName",
  "CreateTime",
  "MsgType",
  "Content",
  "MsgId",
  "Event",
  "EventKey",
  "Encrypt",
];
const ODD_NAMES = ["__proto__", "constructor", "toString", "a:b", "名", "", "List", "ScanCodeInfo", "xml"];
const TYPES = ["text", "event", "image", "voice", "link", "location", "video", "nothing", "EVENT", ""];
const EVENTS = ["subscribe", "SCAN", "CLICK", "MASSSENDJOBFINISH", "subscribe_msg_popup_event", "xpay_x", "名", ""];

function words(random: Random, most = 12): string {
  return Array.from({ length: random.below(most) }, () => random.pick(WORDS)).join("");
}

/** Fields as WeChat sends them, some of them odd. */
function fields(random: Random): WireFields {
  const own: [string, WireFields[string]][] = [
    ["ToUserName", "gh_demo_official"],
    ["FromUserName", random.pick(["openid", words(random), ""])],
    ["CreateTime", random.pick(NUMBERS)],
    ["MsgType", random.pick(TYPES)],
    ["Event", random.pick(EVENTS)],
    ["Content", words(random)],
    ["MsgId", random.pick(NUMBERS)],
    [
      random.pick([...NAMES, ...ODD_NAMES.slice(0, 3)]),
      random.pick([words(random), { List: [{ a: "1" }, { a: "2" }] }]),
    ],
  ];
  return Object.fromEntries(own.slice(random.below(3)));
}

const inXml = (content: string): string => `<xml>${content}</xml>`;

function xmlOf(random: Random): string {
  const said = Object.entries(fields(random)).map(([name, value]) => {
    const text = typeof value === "string" ? value : JSON.stringify(value);
    return random.below(2) === 0 ? `<${name}><![CDATA[${text}]]></${name}>` : `<${name}>${text}</${name}>`;
  });
  return inXml(said.join(random.pick(["", "\n", "\r\n\t"])));
}

function jsonOf(random: Random): string {
  return JSON.stringify({ ...fields(random), ToUserName: random.pick([null, 1, "gh", ["gh"], { a: 1 }]) });
}

const either = (random: Random): string => (random.below(2) === 0 ? xmlOf(random) : jsonOf(random));

function cut(text: Buffer, random: Random): Buffer {
  return text.subarray(0, random.below(text.length + 1));
}

/** Up to 200 KB: a callback with more is refused by its length. */
function size(random: Random): number {
  return random.pick([10, 100, 1000, 10_000, 60_000]);
}

/** Every form once: its name, and what makes a body of it. */
const FORMS: Readonly<Record<string, Form>> = {
  xml: (random) => Buffer.from(xmlOf(random)),
  json: (random) => Buffer.from(jsonOf(random)),
  truncated: (random) => cut(Buffer.from(either(random)), random),
  "nested xml": (random) => {
    const depth = random.pick([2, 63, 64, 65, 1000, 20_000]);
    const close = random.below(2) === 0 ? "</a>".repeat(depth) : "";
    return Buffer.from(inXml(`${"<a>".repeat(depth)}${words(random)}${close}`));
  },
  "nested json": (random) => {
    const depth = random.pick([2, 100, 1000, 20_000, 60_000]);
    const [open, close] = random.pick([
      ["[", "]"],
      ['{"a":', "}"],
    ] as const);
    return Buffer.from(`{"Content":${open.repeat(depth)}1${random.below(2) === 0 ? close.repeat(depth) : ""}}`);
  },
  entities: (random) => {
    const entity = random.pick([
      "&#0;",
      "&#x110000;",
      "&#xd800;",
      "&lol;",
      "&amp;amp;",
      "&#99999999;",
      "&",
      "&#;",
      "&#x;",
    ]);
    const doctype = random.pick(["", '<!DOCTYPE xml [<!ENTITY lol "lol"><!ENTITY l "&lol;&lol;">]>', "<!DOCTYPE xml>"]);
    return Buffer.from(`${doctype}${inXml(`<Content>${entity.repeat(size(random) / 10)}</Content>`)}`);
  },
  "huge numbers": (random) => {
    const number = random.pick([...NUMBERS, "9".repeat(size(random)), `1e${"9".repeat(20)}`, `-${"1".repeat(5000)}.5`]);
    const json = `{"MsgType":"text","FromUserName":"o","MsgId":${number},"CreateTime":${number}}`;
    const xml = inXml(`<MsgType>text</MsgType><MsgId>${number}</MsgId><CreateTime>${number}</CreateTime>`);
    return Buffer.from(random.below(2) === 0 ? json : xml);
  },
  gbk: (random) =>
    Buffer.concat([
      Buffer.from("<xml><Content>"),
      Buffer.from([0xc4, 0xe3, 0xba, 0xc3, random.below(256)]),
      Buffer.from("</Content></xml>"),
    ]),
  utf16: (random) => Buffer.from(`\ufeff${either(random)}`, "utf16le"),
  "byte order mark": (random) => Buffer.from(`\ufeff${either(random)}`),
  bytes: (random) => Buffer.from(Array.from({ length: random.below(400) }, () => random.below(256))),
  "a changed byte": (random) => {
    const body = Buffer.from(either(random));
    for (let changes = random.below(4); changes >= 0 && body.length > 0; changes -= 1) {
      body[random.below(body.length)] = random.below(256);
    }
    return body;
  },
  blanks: (random) => {
    const around = random.pick([" ", "\n", "\t\r\n", "\u3000", "\u00a0"]).repeat(size(random));
    const inside = random.pick(["", either(random), "<", "x"]);
    return Buffer.from(`${around}${inside}${around}`);
  },
  "U+FFFD": (random) => {
    const run = "\ufffd".repeat(size(random));
    return Buffer.from(
      random.pick([
        run,
        `${run}${either(random)}`,
        `${either(random)}${run}`,
        inXml(`<Content>${run}</Content>`),
        `{"Content":"${run}"}`,
      ]),
    );
  },
  "duplicate members": (random) => {
    const name = random.pick([...NAMES, ...ODD_NAMES.slice(0, 3)]);
    const times = random.pick([2, 100, 2000]);
    const member = words(random, 4);
    const json = `{${Array.from({ length: times }, () => `${JSON.stringify(name)}:${JSON.stringify(member)}`).join(",")}}`;
    return Buffer.from(random.below(2) === 0 ? json : inXml(`<${name}>1</${name}>`.repeat(times)));
  },
  "many names": (random) => {
    const names = Array.from({ length: random.pick([10, 1000, 4000]) }, (_none, at) => `n${at}`);
    const json = `{${names.map((name) => `"${name}":1`).join(",")}}`;
    return Buffer.from(random.below(2) === 0 ? json : inXml(names.map((name) => `<${name}/>`).join("")));
  },
  "broken markup": (random) => {
    const scrap = random.pick([
      "<![CDATA[",
      "]]>",
      "<!--",
      "-->",
      "<?",
      "?>",
      "<",
      "</",
      "</xml>",
      "<a b='",
      '"',
      "&#x",
      "<a ",
      "{",
      '\\"',
    ]);
    return Buffer.from(
      random.pick([inXml(scrap.repeat(size(random) / 10)), `{"a":"${scrap.repeat(size(random) / 10)}`]),
    );
  },
};

export const FORM_NAMES = Object.keys(FORMS);

/** The body number `index`: the forms come in turn. */
export function fuzzBody(random: Random, index: number): FuzzBody {
  const form = FORM_NAMES[index % FORM_NAMES.length] ?? "xml";
  const make = FORMS[form];
  if (!make) throw new RangeError(`there is no form '${form}'`);
  return { form, body: make(random) };
}
