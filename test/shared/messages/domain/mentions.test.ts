import { describe, expect, it } from "vitest";
import { membersToName, withVisibleMentions } from "../../../../shared/messages/domain/mentions.ts";

const names = new Map([
  ["wxid_a", "阿博"],
  ["wxid_b", "Bo @ work\n\u2005x"],
]);

describe("visible mentions", () => {
  it.each<[string, string[], string]>([
    ["你好", ["wxid_a"], "@阿博\u2005你好"],
    ["你好 {@wxid_a}，请看", ["wxid_a"], "你好 @阿博\u2005，请看"],
    ["{@wxid_a}{@wxid_a}", ["wxid_a"], "@阿博\u2005@阿博\u2005"],
    ["{@wxid_b} hi", ["wxid_a", "wxid_b"], "@阿博\u2005@Bo @ work x\u2005 hi"],
    ["开会", ["notify@all"], "@所有人\u2005开会"],
    ["{@notify@all}开会", ["notify@all"], "@所有人\u2005开会"],
    ["你好", ["wxid_nobody"], "@群成员\u2005你好"],
    ["{@wxid_c} {@} {x}", ["wxid_a"], "@阿博\u2005{@wxid_c} {@} {x}"],
    ["twice", ["wxid_a", "wxid_a"], "@阿博\u2005twice"],
    ["$& $1 {@wxid_a}", ["wxid_a"], "$& $1 @阿博\u2005"],
  ])("of %j with %j read %j", (text, mentions, shown) => {
    expect(withVisibleMentions(text, mentions, names)).toBe(shown);
  });

  it("need the names of members, not of everybody", () => {
    expect(membersToName(["wxid_a", "notify@all", "wxid_a", "wxid_b"])).toEqual(["wxid_a", "wxid_b"]);
  });
});
