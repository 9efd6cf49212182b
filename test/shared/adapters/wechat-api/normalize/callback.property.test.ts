import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { wellFormed } from "../../../../../shared/kernel/domain/well-formed.ts";
import { dedupKeyOf } from "../../../../../shared/messages/domain/dedup-key.ts";
import { inboundMessageSchema, type MessageKind } from "../../../../../shared/messages/domain/inbound-message.ts";
import {
  aCallback,
  aMessage,
  type CallbackBody,
  MEMBER,
  type MessageParts,
  ROOM,
} from "../../../../support/callbacks/a-callback.ts";
import { normalizeBody } from "../../../../support/callbacks/normalize-body.ts";
import { type PersonalKind, personalKinds } from "../../../../support/callbacks/personal-kinds.ts";
import { contentOf } from "../../../../support/callbacks/wire-shapes.ts";

const factories: Record<PersonalKind, (parts?: MessageParts) => CallbackBody> = aCallback;
const anyKind = fc.constantFrom(...personalKinds);
const addMsgKinds = personalKinds.filter((kind) => factories[kind]().TypeName === "AddMsg");
const strange = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc.string({ unit: "binary" }),
  fc.constantFrom(
    "<",
    "]]>",
    "&",
    "&#0;",
    "😀👨‍👩‍👧",
    "\u0000",
    '"',
    "<![CDATA[",
    "<!DOCTYPE a>",
    "</msg>",
    "邀请",
    "شكرا",
    `${MEMBER}:\n`,
  ),
);

describe("any callback", () => {
  it("is another message when only the last digit of its id differs", () => {
    fc.assert(
      fc.property(fc.bigInt(10n, 2n ** 63n - 10n), fc.nat(9), fc.nat(9), (id, a, b) => {
        fc.pre(a !== b);
        const base = id - (id % 10n);
        const [one, other] = [a, b].map((digit) => normalizeBody(aCallback.text({ id: base + BigInt(digit) })));
        expect(one && dedupKeyOf(one)).not.toBe(other && dedupKeyOf(other));
      }),
    );
  });

  it("has the same kind in a group as in private, and the group's sender", () => {
    const personal = addMsgKinds.filter((kind) => !/^(group-(?!invitation)|removed|member|friend|join)/.test(kind));
    fc.assert(
      fc.property(fc.constantFrom(...personal), fc.stringMatching(/^[A-Za-z0-9_@.-]{1,40}$/), (kind, author) => {
        fc.pre(!author.endsWith("@chatroom"));
        const message = normalizeBody(factories[kind]({ room: ROOM, author }));
        expect([message.kind, message.sender, message.conversationId, message.chat]).toEqual([
          kind,
          author,
          ROOM,
          "group",
        ]);
      }),
    );
  });

  it("with a broken content is its kind or unknown, never a text and never an error", () => {
    const broken = fc.tuple(
      fc.constantFrom(...addMsgKinds.filter((kind) => kind !== "text")),
      fc.nat(),
      fc.nat(40),
      strange,
    );
    fc.assert(
      fc.property(broken, ([kind, at, length, insert]) => {
        const body = factories[kind]();
        const content = contentOf(body);
        const start = at % (content.length + 1);
        const changed = content.slice(0, start) + insert + content.slice(start + length);
        const message = normalizeBody({ ...body, Data: { ...body.Data, Content: { string: changed } } });
        expect(message.kind).not.toBe("text");
        expect(message.newMsgId).toBe("4207115583920461873");
        if (message.kind === "unknown") {
          expect(message.raw).toMatchObject({ Data: { Content: { string: wellFormed(changed) } } });
        }
        expect(() => inboundMessageSchema.parse(message)).not.toThrow();
      }),
      { numRuns: 1000 },
    );
  });

  it("of type text keeps the text, whatever it is", () => {
    fc.assert(
      fc.property(strange, (text) => {
        expect(normalizeBody(aCallback.text({ text }))).toMatchObject({ kind: "text", text: wellFormed(text) });
        expect(normalizeBody(aCallback.text({ text, room: ROOM }))).toMatchObject({
          kind: "text",
          text: wellFormed(text),
          sender: MEMBER,
        });
      }),
    );
  });

  it("of any MsgType with any content is no error, and a text only when its type says so", () => {
    const byType = new Map<number, MessageKind>([
      [3, "image"],
      [34, "voice"],
      [42, "card"],
      [43, "video"],
      [47, "emoji"],
      [48, "location"],
      [50, "call"],
      [52, "call"],
      [53, "call"],
      [62, "video"],
      [64, "call"],
      [66, "wecom-card"],
    ]);
    fc.assert(
      fc.property(
        fc.oneof(fc.constantFrom(...byType.keys(), 37, 49, 10_000, 10_002), fc.integer()),
        strange,
        (type, content) => {
          fc.pre(type !== 1);
          expect(normalizeBody(aMessage(type, content)).kind).toBe(byType.get(type) ?? "unknown");
        },
      ),
    );
  });

  it("with fields missing or replaced is a message, and never refused", () => {
    const value = fc.oneof(
      fc.constant(undefined),
      fc.jsonValue({ maxDepth: 2 }),
      fc.constantFrom({}, { string: "x" }, { low: 1 }, { high: -1, low: -1 }),
    );
    const field = fc.constantFrom(
      "MsgId",
      "NewMsgId",
      "MsgType",
      "FromUserName",
      "ToUserName",
      "Content",
      "CreateTime",
      "MsgSource",
      "ImgBuf",
      "UserName",
      "NickName",
      "Sex",
      "Remark",
    );
    fc.assert(
      fc.property(anyKind, fc.dictionary(field, value), fc.boolean(), (kind, changes, wxid) => {
        const { Wxid, ...body } = factories[kind]();
        const changed = {
          ...body,
          ...(wxid ? { Wxid } : {}),
          ...(body.Data ? { Data: { ...body.Data, ...changes } } : {}),
        };
        const stored: unknown = JSON.parse(JSON.stringify(normalizeBody(changed)));
        expect(inboundMessageSchema.parse(stored)).toEqual(stored);
      }),
      { numRuns: 1000 },
    );
  });
});
