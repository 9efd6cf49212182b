import { describe, expect, it } from "vitest";
import { inboundMessageSchema } from "../../../../shared/messages/domain/inbound-message.ts";
import { hasWords, isSent, isThing, kindsSchema, wordsIn } from "../../../../shared/messages/domain/kinds.ts";
import { anInboundText } from "../../../support/builders.ts";

const kinds = inboundMessageSchema.options.map((option) => option.shape.kind.value);
const [text, quote] = ["text", "quote"];
const things = [
  "image",
  "voice",
  "video",
  "emoji",
  "location",
  "card",
  "link",
  "file",
  "mini-program",
  "video-channel",
  "transfer",
  "red-packet",
  "group-invitation",
];

describe("the table of kinds", () => {
  it("says what people send, in the order in which rules list it", () => {
    const sent = [text, quote, ...things, "friend-request", "group-announcement"];
    expect(kinds.filter(isSent).toSorted()).toEqual(sent.toSorted());
    expect(kindsSchema.element.options).toEqual(sent);
  });

  it("says what a person says by a message", () => {
    expect(kinds.filter(hasWords)).toEqual([text, quote]);
    expect(kinds.filter(isThing).toSorted()).toEqual(things.toSorted());
  });

  it("takes what it does not know for a notice", () => {
    for (const kind of ["from-a-later-version", "toString", ""]) {
      expect([isSent(kind), hasWords(kind), isThing(kind)]).toEqual([false, false, false]);
    }
  });

  it("gives the words of a message, and none of what has no words", () => {
    const message = anInboundText({ text: " 你好 " });
    const { text: words, ...head } = message;
    expect(wordsIn(message)).toBe(words);
    expect(wordsIn({ ...head, kind: "group-announcement", text: "开会", xml: "", announcementId: "" })).toBeUndefined();
  });
});
