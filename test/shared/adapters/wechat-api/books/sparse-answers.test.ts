import { describe, expect, it } from "vitest";
import { stringifyLossless } from "../../../../../local/lossless-json.ts";
import { createContactBook } from "../../../../../shared/adapters/wechat-api/books/contact-book.ts";
import { createGroupBook } from "../../../../../shared/adapters/wechat-api/books/group-book.ts";
import { createLabelBook } from "../../../../../shared/adapters/wechat-api/books/label-book.ts";

/** Books whose gateway answers every call with `data`. */
function booksWith(data: unknown) {
  const asked: string[] = [];
  const options = {
    credentials: async () => ({ baseUrl: "https://gateway.example.com", token: "t" }),
    postJson: async (url: URL) => {
      asked.push(url.pathname);
      return { type: "answer" as const, status: 200, text: stringifyLossless({ ret: 200, msg: "", data }) };
    },
    timeoutMs: 10,
  };
  return {
    asked,
    contacts: createContactBook(options),
    groups: createGroupBook(options),
    labels: createLabelBook(options),
  };
}

describe("what the gateway leaves out", () => {
  it("is empty where a person was searched", async () => {
    const unknown = { v3: "", v4: "", nickname: "", signature: "", avatarUrl: "" };
    expect(await booksWith({}).contacts.search("wx_a", "x")).toEqual(unknown);
    const { contacts } = booksWith({ v3: "v3", v4: "v4", nickName: "安", signature: "s", bigHeadImgUrl: "big" });
    const found = { v3: "v3", v4: "v4", nickname: "安", signature: "s", avatarUrl: "big" };
    expect(await contacts.search("wx_a", "x")).toEqual(found);
  });

  it("is empty where relations are asked", async () => {
    const { contacts } = booksWith([{ wxid: "a", relation: 1 }, {}]);
    expect(await contacts.relations("wx_a", ["a", "b"])).toEqual([
      { wxid: "a", relation: 1 },
      { wxid: "", relation: 0 },
    ]);
  });

  it("is not called for where nothing of a person or a group changes", async () => {
    const { asked, contacts, groups } = booksWith({});
    await contacts.change("wx_a", "a", {});
    await groups.change("wx_a", "1@chatroom", {});
    expect(asked).toEqual([]);
    await contacts.change("wx_a", "a", { remark: "", chatOnly: false });
    await groups.change("wx_a", "1@chatroom", { name: "n", saved: true });
    await groups.change("wx_a", "1@chatroom", { saved: false });
    expect(asked).toHaveLength(5);
  });

  it("is empty where a group is joined, its announcement or its code is asked", async () => {
    const { groups } = booksWith({ qrBase64: "AQ==" });
    expect(await groups.join("wx_a", { qrUrl: "https://weixin.qq.com/g/1" })).toBe("");
    expect(await groups.join("wx_a", { invitationUrl: "https://support.weixin.qq.com/1" })).toBe("");
    expect(await groups.announcement("wx_a", "1@chatroom")).toEqual({ content: "", editor: "" });
    expect(await groups.qrCode("wx_a", "1@chatroom")).toEqual({ qrBase64: "AQ==", validity: "" });
    const told = booksWith({ announcement: "公告", announcementEditor: "a", publishTime: 7 });
    const announcement = { content: "公告", editor: "a", publishedAt: 7000 };
    expect(await told.groups.announcement("wx_a", "1@chatroom")).toEqual(announcement);
  });

  it("is empty or the given name where labels are asked or made", async () => {
    expect(await booksWith({}).labels.list("wx_a")).toEqual([]);
    const list = [{ labelId: 1, labelName: "新客" }, { labelId: 2 }];
    expect(await booksWith({ labelList: list }).labels.list("wx_a")).toEqual([
      { id: 1, name: "新客" },
      { id: 2, name: "" },
    ]);
    expect(await booksWith({ labelId: 3 }).labels.create("wx_a", "老客")).toEqual({ id: 3, name: "老客" });
  });
});
