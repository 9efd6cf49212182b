import { describe, expect, it } from "vitest";
import { aCallback, ROOM } from "../../../../support/callbacks/a-callback.ts";
import { normalizeBody } from "../../../../support/callbacks/normalize-body.ts";

describe("mentions", () => {
  const mentions = (list: string) =>
    normalizeBody(
      aCallback.text({ room: ROOM, msgSource: `<msgsource>\n<atuserlist>${list}</atuserlist>\n</msgsource>` }),
    ).mentions;

  it("come from the list in MsgSource, each once", () => {
    expect(mentions("wxid_a,wxid_b")).toEqual(["wxid_a", "wxid_b"]);
    expect(mentions("<![CDATA[,wxid_a, wxid_b,wxid_a]]>")).toEqual(["wxid_a", "wxid_b"]);
    expect(mentions("\n <![CDATA[wxid_a]]> \n")).toEqual(["wxid_a"]);
    expect(mentions("")).toEqual([]);
  });

  it("call everybody notify@all", () => {
    expect(mentions("<![CDATA[notify@all]]>")).toEqual(["notify@all"]);
    expect(mentions("announcement@all,notify@all")).toEqual(["notify@all"]);
  });

  it("are none when the list is broken off", () => {
    expect(normalizeBody(aCallback.text({ msgSource: "<atuserlist>wxid_a" })).mentions).toEqual([]);
  });
});
