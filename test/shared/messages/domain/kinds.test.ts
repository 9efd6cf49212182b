import { describe, expect, it } from "vitest";
import { inboundMessageSchema } from "../../../../shared/messages/domain/inbound-message.ts";
import { forwardedContents, hasWords, isSent, isThing, wordsIn } from "../../../../shared/messages/domain/kinds.ts";
import { kindsSchema } from "../../../../shared/messages/domain/kinds-schema.ts";
import { anInboundText } from "../../../support/builders.ts";

const kinds = inboundMessageSchema.options.map((option) => option.shape.kind.value);
const { text: words, ...head } = anInboundText({ text: " 你好 " });

describe("the table of kinds", () => {
  it("tells what people send from notices and events, and lets rules name it", () => {
    for (const kind of ["text", "image", "transfer", "friend-request", "group-announcement"]) {
      expect(isSent(kind)).toBe(true);
    }
    for (const kind of ["pat", "revoke", "file-announced", "offline", "subscribe", "unknown"]) {
      expect(isSent(kind)).toBe(false);
    }
    expect(kindsSchema.element.options.toSorted()).toEqual(kinds.filter(isSent).toSorted());
  });

  it("tells words from things, and both from what is no part of a conversation", () => {
    expect(kinds.filter(hasWords)).toEqual(["text", "quote", "app-text", "solitaire"]);
    for (const kind of ["image", "mini-program", "video-channel", "group-invitation"]) expect(isThing(kind)).toBe(true);
    for (const kind of ["text", "pat", "friend-request", "group-announcement"]) expect(isThing(kind)).toBe(false);
  });

  it("takes a kind that it does not know for a notice", () => {
    for (const kind of ["from-a-later-version", "toString", ""]) {
      expect([isSent(kind), hasWords(kind), isThing(kind)]).toEqual([false, false, false]);
    }
    const later = { ...head, kind: "from-a-later-version" } as never;
    expect([wordsIn(later), forwardedContents(later)]).toEqual([undefined, []]);
  });

  it("gives the words of a message as they were written", () => {
    expect(wordsIn({ ...head, kind: "text", text: words })).toBe(" 你好 ");
    expect(wordsIn({ ...head, kind: "group-announcement", text: "开会", xml: "", announcementId: "" })).toBeUndefined();
  });
});
