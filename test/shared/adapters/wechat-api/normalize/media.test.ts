import { describe, expect, it } from "vitest";
import { aCallback, aMessage } from "../../../../support/callbacks/a-callback.ts";
import { messageXml } from "../../../../support/callbacks/message-xml.ts";
import { normalizeBody } from "../../../../support/callbacks/normalize-body.ts";

describe("pictures, recordings, places and people", () => {
  it.each([
    [3, "image", { md5: "", length: undefined }],
    [34, "voice", { durationMs: undefined }],
    [42, "card", { username: "", nickname: "" }],
    [43, "video", { md5: "", durationSeconds: undefined }],
    [47, "emoji", { md5: "", url: "" }],
    [48, "location", { latitude: undefined, longitude: undefined, label: "" }],
  ])("a MsgType %i is a %s by itself: what its XML does not say is empty", (msgType, kind, empty) => {
    for (const xml of ["", "not xml", "<msg></msg>", "<msg><img", "<other/>", "[图片]"]) {
      expect(normalizeBody(aMessage(msgType, xml))).toMatchObject({ kind, xml, ...empty });
    }
  });

  it("keep the picture that came along with a broken XML", () => {
    const imgBuf = { iLen: 12, buffer: "/9j/4AAQSkZJRgABAQAA" };
    expect(normalizeBody(aMessage(3, "<msg><img", { imgBuf }))).toMatchObject({
      kind: "image",
      thumbnail: imgBuf.buffer,
    });
  });

  it("a place without coordinates has none, and keeps its name", () => {
    const xml = '<msg><location x="north" y="" label="世纪大道" poiname="东方明珠"/></msg>';
    expect(normalizeBody(aMessage(48, xml))).toMatchObject({
      latitude: undefined,
      longitude: undefined,
      name: "东方明珠",
    });
  });

  it("shows the smaller head where there is no big one", () => {
    const body = aCallback["contact-changed"]();
    expect(normalizeBody({ ...body, Data: { ...body.Data, BigHeadImgUrl: "" } })).toMatchObject({
      avatarUrl: "https://head.example.com/bo/132",
    });
    expect(normalizeBody(aMessage(42, messageXml.card().replace("bigheadimgurl", "x")))).toMatchObject({
      avatarUrl: "http://head.example.com/small/132",
    });
    expect(
      normalizeBody(
        aMessage(37, messageXml.friendRequest().replace("bigheadimgurl", "smallheadimgurl"), { from: "fmessage" }),
      ),
    ).toMatchObject({ avatarUrl: "http://head.example.com/di/0" });
  });
});
