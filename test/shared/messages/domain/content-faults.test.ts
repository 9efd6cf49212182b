import { describe, expect, it } from "vitest";
import type { Content } from "../../../../shared/messages/domain/content.ts";
import { contentFaults } from "../../../../shared/messages/domain/content-faults.ts";

const ROOM = "20000000001@chatroom";
const app = (xml: string): Content => ({ type: "app", xml });
const link = (xml: string): Content => ({ type: "forward", as: "link", xml });

describe("faults of a content that its schema cannot see", () => {
  it.each<[Content, string | undefined]>([
    [app('<appmsg appid=""><title>a &amp; b</title></appmsg>'), undefined],
    [link('<?xml version="1.0"?>\n<msg><appmsg><url>http://a.example.com/?a=1&b=2</url></appmsg></msg>\n'), undefined],
    [{ type: "location", xml: "<msg><location/></msg>" }, undefined],
    [{ type: "text", text: "hi", mentions: ["wxid_a", "notify@all"] }, ROOM],
    [{ type: "text", text: "hi", mentions: [] }, "wxid_a"],
    [{ type: "image", url: "https://cdn.example.com/a.png" }, "wxid_a"],
  ])("are none in %j", (content, to) => {
    expect(contentFaults(content, { to })).toEqual([]);
  });

  it.each<[Content, string, string]>([
    [app("<appmsg><title>a & b</title></appmsg>"), "xml", "not well-formed"],
    [app("<appmsg>"), "xml", "not well-formed"],
    [app("<appmsg/><appmsg/>"), "xml", "not well-formed"],
    [app('<!DOCTYPE a [<!ENTITY b "c">]><appmsg>&b;</appmsg>'), "xml", "not well-formed"],
    [app("<msg><appmsg/></msg>"), "xml", "<msg>"],
    [app('<?xml version="1.0"?><appmsg/>'), "xml", "alone"],
    [link("<appmsg/>"), "xml", "<appmsg>"],
    [link("hello"), "xml", "no XML"],
    [{ type: "text", text: "hi", mentions: ["wxid_a"] }, "mentions", "group"],
    [{ type: "text", text: "hi", mentions: [ROOM] }, "mentions", "group"],
    [app(`<appmsg><title>${"你".repeat(100_000)}</title></appmsg>`), "", "bytes"],
  ])("are told of %j", (content, path, words) => {
    expect(contentFaults(content, { to: "wxid_b" })).toEqual([{ path, message: expect.stringContaining(words) }]);
  });

  it("finds a group among the members of a group", () => {
    expect(contentFaults({ type: "text", text: "hi", mentions: ["wxid_a", ROOM] }, { to: ROOM })).toEqual([
      { path: "mentions.1", message: expect.stringContaining("not a member") },
    ]);
  });
});
