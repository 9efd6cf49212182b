import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { wellFormed } from "../../../../../shared/kernel/domain/well-formed.ts";
import { dedupKeyOf } from "../../../../../shared/messages/domain/dedup-key.ts";
import {
  type InboundMessage,
  inboundMessageSchema,
  type MessageKind,
} from "../../../../../shared/messages/domain/inbound-message.ts";
import {
  ACCOUNT,
  aCallback,
  aMessage,
  aNotice,
  type CallbackBody,
  MEMBER,
  ROOM,
} from "../../../../support/callbacks/a-callback.ts";
import { normalizeBody } from "../../../../support/callbacks/normalize-body.ts";
import type { PersonalKind } from "../../../../support/callbacks/personal-kinds.ts";
import {
  contentOf,
  numberShapes,
  reshape,
  textShapes,
  withContent,
} from "../../../../support/callbacks/wire-shapes.ts";
import { freeParts, without, withText } from "../../../../support/callbacks/xml-mutations.ts";
import { xmlShapes } from "../../../../support/callbacks/xml-shapes.ts";

/** For more runs: `PROPERTY_RUNS=100000 npx vitest run --testTimeout 900000 <this file>`. */
const RUNS = { numRuns: Number(process.env.PROPERTY_RUNS ?? 500) };
const GROUP_PREFIX = /^[\w@.]+:\n/;

/** The elements and attributes that tell a kind inside its XML. Kinds that are not listed are told elsewhere. */
const deciding: Partial<Record<MessageKind, readonly string[]>> = {
  "friend-request": ["encryptusername"],
  link: ["type"],
  "group-invitation": ["type", "url"],
  file: ["type"],
  "file-announced": ["type"],
  "mini-program": ["type"],
  "video-channel": ["type"],
  quote: ["type", "refermsg"],
  transfer: ["type"],
  "red-packet": ["type"],
  revoke: ["type"],
  pat: ["type"],
  "group-announcement": ["type"],
  "group-todo": ["type"],
  "member-removed": ["type", "template"],
  "group-joined": ["type", "template"],
  "group-dismissed": ["type", "template"],
  "app-text": ["type"],
  solitaire: ["type"],
  music: ["type"],
  "video-share": ["type"],
  note: ["type"],
  "chat-record": ["type"],
  "realtime-location": ["type"],
  "channel-card": ["type"],
  live: ["type"],
  "red-packet-cover": ["type"],
  "join-application": ["type"],
};
const byMsgType = ["image", "voice", "card", "video", "emoji", "location", "wecom-card", "call"] as const;
const byXml = Object.keys(deciding).filter((kind): kind is PersonalKind => kind in aCallback);
const events = ["contact-changed", "group-changed", "contact-deleted", "group-left", "offline"] as const;

const bodyOf = (kind: PersonalKind, id: bigint): CallbackBody => aCallback[kind]({ id });
const anyXmlKind = fc.constantFrom(...byMsgType, ...byXml);
const anyId = fc.bigInt(1n, 2n ** 64n - 1n);
const foreign = fc.constantFrom(
  "Приглашение в группу",
  "グループへの招待",
  "그룹 초대",
  "دعوة إلى المجموعة",
  "邀請你加入群組",
  "คำเชิญเข้ากลุ่ม",
  "你被移出群聊",
  "5",
  "2001",
);
const astral = fc.constantFrom(
  "😀👨‍👩‍👧‍👦",
  "𠮷野家",
  "\ud83d",
  "\udc00x",
  "\u200f\u202e",
  "e\u0301",
  "\ufffe",
  "\u0000",
  "\u2028",
  "]]>",
  "&",
  "<b>",
);
const anyText = fc
  .array(fc.oneof(foreign, astral, fc.string({ unit: "grapheme" }), fc.string({ unit: "binary" })))
  .map((texts) => texts.join(""));

/** A change to the XML that leaves the part that tells the kind alone. */
type Change = { position: number; text: string | undefined };
const changes: fc.Arbitrary<Change[]> = fc.array(
  fc.record({ position: fc.nat(), text: fc.option(anyText, { nil: undefined }) }),
  { maxLength: 6 },
);

function changed(xml: string, kind: MessageKind, list: readonly Change[]): string {
  return list.reduce((current, { position, text }) => {
    const parts = freeParts(current, deciding[kind] ?? []);
    const part = parts[position % parts.length];
    if (part === undefined) return current;
    return text === undefined ? without(current, part) : withText(current, part, text);
  }, xml);
}

/** The form on the wire: shapes by field, fields that are left out, and the prefix of the content. */
const wire = fc.record({
  numbers: fc.array(fc.constantFrom(...Object.values(numberShapes)), { minLength: 12, maxLength: 12 }),
  texts: fc.array(fc.constantFrom(...Object.values(textShapes)), { minLength: 12, maxLength: 12 }),
  left: fc.subarray(["MsgId", "Status", "ImgStatus", "ImgBuf", "CreateTime", "MsgSource", "PushContent", "MsgSeq"]),
  wxid: fc.boolean(),
});
type Wire = typeof wire extends fc.Arbitrary<infer T> ? T : never;

function onTheWire(body: CallbackBody, { numbers, texts, left, wxid }: Wire): CallbackBody {
  const { Wxid, ...rest } = body;
  const data = Object.fromEntries(Object.entries(body.Data ?? {}).filter(([field]) => !left.includes(field)));
  const at = (field: string) => field.length % 12;
  const shaped =
    body.Data === undefined
      ? rest
      : reshape(
          { ...rest, Data: data },
          {
            number: (field) => numbers[at(field)] ?? numberShapes["a number"],
            text: (field) => texts[at(field)] ?? textShapes.plain,
          },
        );
  return wxid ? { ...shaped, Wxid } : shaped;
}

/** Holds for every result: it can be stored, and has its id to the last digit. */
function expectKept(message: InboundMessage, id: bigint): void {
  expect([message.newMsgId, dedupKeyOf(message)]).toEqual([String(id), String(id)]);
  const stored: unknown = JSON.parse(JSON.stringify(message));
  expect(inboundMessageSchema.parse(stored)).toEqual(stored);
}

/** A content that fits no kind is kept whole, and does not become a text. */
function expectUnknown(message: InboundMessage, id: bigint, content: string): void {
  expectKept(message, id);
  expect(message.kind).toBe("unknown");
  const raw = message.kind === "unknown" ? JSON.stringify(message.raw) : "";
  expect(raw).toContain(JSON.stringify(wellFormed(content)));
}

describe("a callback of which the deciding part is whole", () => {
  it("has its kind, whatever else is missing, in another language or in another shape", () => {
    const prefix = fc.constantFrom(
      "",
      `${ROOM}:\n`,
      `${MEMBER}:\n`,
      `${MEMBER}:\r\n`,
      `\ufeff${ROOM}:\n`,
      `${ROOM}:\n\t`,
    );
    const write = fc.constantFrom(...Object.values(xmlShapes));
    fc.assert(
      fc.property(anyXmlKind, anyId, changes, wire, prefix, write, (kind, id, list, shapes, before, written) => {
        const body = withContent(
          bodyOf(kind, id),
          (content) => before + written(changed(content.replace(GROUP_PREFIX, ""), kind, list)),
        );
        const message = normalizeBody(onTheWire(body, shapes));
        expect(message.kind).toBe(kind);
        expectKept(message, id);
      }),
      RUNS,
    );
  });

  it("is a notice with any name in it", () => {
    const sentence = fc.constantFrom<[MessageKind, (name: string) => string]>(
      ["removed-from-group", (name) => `你被"${name}"移出群聊`],
      ["removed-from-group", (name) => `你被「${name}」移出了群組`],
      ["removed-from-group", (name) => `You were removed from the group chat by "${name}"`],
      ["group-renamed", (name) => `你修改群名为“${name}”`],
      ["group-renamed", (name) => `"${name}"修改群名为“${name}”`],
      ["group-renamed", (name) => `You changed the group name to "${name}"`],
      ["group-owner-changed", (name) => `"${name}"已成为新群主`],
      ["group-owner-changed", (name) => `"${name}" is now the group owner`],
      ["group-joined", (name) => `你邀请"${name}"加入了群聊  `],
      ["group-joined", (name) => `"${name}"邀请"${name}"加入了群聊`],
      ["group-joined", (name) => `「${name}」邀請「${name}」加入了群組`],
      ["group-joined", (name) => `"${name}"邀请你加入了群聊，群聊参与人还有：小桔、桔小秘`],
      ["group-joined", (name) => `" ${name}"通过扫描"${name}"分享的二维码加入群聊`],
      ["group-joined", (name) => `"${name}"透過掃描你分享的QR Code加入群組`],
      ["group-joined", (name) => `"${name}" invited "${name}" to the group chat`],
      ["group-joined", (name) => `"${name}" joined the group chat via the QR Code shared by "${name}".`],
    );
    const prefix = fc.constantFrom("", `${ROOM}:\n`, "\ufeff", " \r\n");
    fc.assert(
      fc.property(sentence, anyText, anyId, wire, prefix, ([kind, say], name, id, shapes, before) => {
        fc.pre(name.length < 400);
        const message = normalizeBody(onTheWire(aNotice(10_000, before + say(name), { id }), shapes));
        expect(message).toMatchObject({ kind, conversationId: ROOM });
        expectKept(message, id);
      }),
      RUNS,
    );
  });

  it("is a text with all its characters", () => {
    fc.assert(
      fc.property(anyText, anyId, wire, fc.boolean(), (text, id, shapes, inGroup) => {
        const message = normalizeBody(
          onTheWire(aCallback.text({ text, id, ...(inGroup ? { room: ROOM } : {}) }), shapes),
        );
        expect(message).toMatchObject({ kind: "text", text: wellFormed(text) });
        expectKept(message, id);
      }),
      RUNS,
    );
  });

  it("is an event, whatever else its contact says or lacks", () => {
    const value = fc.oneof(
      fc.constant(undefined),
      anyText,
      anyText.map((string) => ({ string })),
      fc.jsonValue({ maxDepth: 1 }),
    );
    const field = fc.constantFrom(
      "NickName",
      "Remark",
      "Sex",
      "Country",
      "City",
      "Signature",
      "BigHeadImgUrl",
      "ChatRoomOwner",
    );
    fc.assert(
      fc.property(fc.constantFrom(...events), fc.dictionary(field, value), wire, (kind, fields, shapes) => {
        const body = aCallback[kind]();
        const full = body.Data === undefined ? body : { ...body, Data: { ...fields, UserName: body.Data.UserName } };
        const message = normalizeBody(onTheWire(full, shapes));
        expect([message.kind, message.appId, dedupKeyOf(message)]).toEqual([kind, ACCOUNT.appId, undefined]);
        expect(() => inboundMessageSchema.parse(message)).not.toThrow();
      }),
      RUNS,
    );
  });
});

describe("a callback of which the deciding part is destroyed", () => {
  it("is unknown and kept when its type says something else", () => {
    const type = fc.oneof(
      fc.constantFrom("", "1", "05", "5x", "７", "😀", "9999", "text"),
      fc.string({ unit: "grapheme-ascii" }).map((text) => `x${text.replace(/[<&>"]/g, "")}`),
    );
    const kinds = byXml.filter((kind) => kind !== "friend-request");
    fc.assert(
      fc.property(fc.constantFrom(...kinds), type, anyId, wire, (kind, other, id, shapes) => {
        const body = withContent(bodyOf(kind, id), (content) =>
          content.includes("<sysmsg")
            ? content.replace(/(<sysmsg type=)"\w+"/, (_all, tag: string) => `${tag}"${other}"`)
            : content.replace(
                /(<\/title>[\s\S]*?<type>)(?:<!\[CDATA\[)?\d+(?:\]\]>)?<|(<type>)(?:<!\[CDATA\[)?\d+(?:\]\]>)?</g,
                (_all, ...tags) => `${tags[0] ?? tags[1]}${other}<`,
              ),
        );
        const message = normalizeBody(onTheWire(body, shapes));
        // A 1 is the number of another kind.
        if (other === "1" && contentOf(body).includes("<appmsg")) {
          expect(message.kind).toBe("app-text");
          return;
        }
        expectUnknown(message, id, contentOf(body));
      }),
      RUNS,
    );
  });

  it("is unknown and kept when its XML breaks off, unless the MsgType alone decides", () => {
    fc.assert(
      fc.property(anyXmlKind, fc.double({ min: 0, max: 0.97, noNaN: true }), anyId, wire, (kind, share, id, shapes) => {
        const body = withContent(bodyOf(kind, id), (content) =>
          content.trimEnd().slice(0, Math.floor(content.length * share)),
        );
        const message = normalizeBody(onTheWire(body, shapes));
        if (kind in deciding) return expectUnknown(message, id, contentOf(body));
        expect(message.kind).toBe(kind);
        expectKept(message, id);
      }),
      RUNS,
    );
  });

  it("is unknown and kept when the notice is in words that nobody knows", () => {
    const said = fc.oneof(
      foreign.filter((text) => text !== "你被移出群聊"),
      anyText.map((text) => `·${text}`),
    );
    fc.assert(
      fc.property(fc.constantFrom(10_000, 10_002), said, anyId, wire, (type, text, id, shapes) => {
        const body = aNotice(type, text, { id });
        expectUnknown(normalizeBody(onTheWire(body, shapes)), id, contentOf(body));
      }),
      RUNS,
    );
  });

  it("is unknown and kept when its MsgType is in no table, whatever it holds", () => {
    const known = [1, 3, 34, 37, 42, 43, 47, 48, 49, 50, 52, 53, 62, 64, 66, 10_000, 10_002];
    const near = fc.constantFrom(0, 2, 5, 6, 33, 36, 51, 57, 63, 74, 2000, 2001, 9999, 10_001, 10_003);
    const type = fc
      .oneof(near, fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }))
      .filter((value) => !known.includes(value));
    fc.assert(
      fc.property(type, anyXmlKind, anyId, wire, (msgType, kind, id, shapes) => {
        const body = aMessage(msgType, contentOf(aCallback[kind]()), { id });
        expectUnknown(normalizeBody(onTheWire(body, shapes)), id, contentOf(body));
      }),
      RUNS,
    );
  });
});
