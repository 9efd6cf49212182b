import { nameInGroup } from "../domain/directory.ts";
import type { Directory } from "./ports/directory.ts";
import type { Names } from "./ports/names.ts";

/**
 * Names as groups show them, out of the views: the name that the member took in the group, else the own nickname; never
 * the remark, which is private. One read for the group, and one for each who is not known as a member yet. Who is not
 * known at all is left out.
 */
export function createGroupNames(directory: Pick<Directory, "members" | "contact">): Names {
  return {
    async inGroup(appId, groupId, wxids) {
      const members = new Map((await directory.members(appId, groupId)).map((member) => [member.wxid, member]));
      const found = await Promise.all(
        [...new Set(wxids)].map(async (wxid): Promise<[string, string]> => {
          const member = members.get(wxid);
          if (member) return [wxid, nameInGroup(member)];
          return [wxid, (await directory.contact(appId, wxid))?.nickname ?? ""];
        }),
      );
      return new Map(found.filter(([, name]) => name !== ""));
    },
  };
}
