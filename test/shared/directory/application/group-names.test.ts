import { expect, it } from "vitest";
import { createMemoryDirectory } from "../../../../shared/directory/adapters/memory-directory.ts";
import { createGroupNames } from "../../../../shared/directory/application/group-names.ts";
import { aContact, aGroup, aMember } from "../../../support/builders.ts";

const APP = "wx_app_1";

it("a member is called as the group shows the name, never by the remark", async () => {
  const directory = createMemoryDirectory();
  const group = aGroup();
  await directory.putGroup(APP, group, [
    aMember({ wxid: "wxid_a", nickname: "Ann", displayName: "安（客服）" }),
    aMember({ wxid: "wxid_b", nickname: "Bob" }),
    aMember({ wxid: "wxid_c", nickname: "" }),
  ]);
  await directory.putContacts(APP, [
    aContact({ wxid: "wxid_b", nickname: "Bob", remark: "欠钱的" }),
    aContact({ wxid: "wxid_new", nickname: "Neu", remark: "新来的" }),
  ]);
  const names = createGroupNames(directory);
  const wxids = ["wxid_a", "wxid_b", "wxid_c", "wxid_new", "wxid_nobody", "wxid_a"];
  expect([...(await names.inGroup(APP, group.id, wxids))]).toEqual([
    ["wxid_a", "安（客服）"],
    ["wxid_b", "Bob"],
    ["wxid_new", "Neu"],
  ]);
});
