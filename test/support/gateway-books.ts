import { API_PREFIX } from "../../local/sim/wechat-api/api.ts";
import { createAddressBook } from "../../shared/adapters/wechat-api/books/address-book.ts";
import { createContactBook } from "../../shared/adapters/wechat-api/books/contact-book.ts";
import { createGroupBook } from "../../shared/adapters/wechat-api/books/group-book.ts";
import { createLabelBook } from "../../shared/adapters/wechat-api/books/label-book.ts";
import { createMemberBook } from "../../shared/adapters/wechat-api/books/member-book.ts";
import { createMemoryContactBook } from "../../shared/directory/adapters/memory-contact-book.ts";
import { createMemoryGroupBook } from "../../shared/directory/adapters/memory-group-book.ts";
import { createMemoryGroups } from "../../shared/directory/adapters/memory-groups.ts";
import { createMemoryLabelBook } from "../../shared/directory/adapters/memory-label-book.ts";
import { createMemoryMemberBook } from "../../shared/directory/adapters/memory-member-book.ts";
import type { ContactBook } from "../../shared/directory/application/ports/contact-book.ts";
import type { GroupBook } from "../../shared/directory/application/ports/group-book.ts";
import type { LabelBook } from "../../shared/directory/application/ports/label-book.ts";
import type { MemberBook } from "../../shared/directory/application/ports/member-book.ts";
import { createPostJson } from "../../shared/platform/http/post-json.ts";
import { aSimulator, TOKEN } from "../local/sim/support.ts";
import { NOON } from "./builders.ts";

/** The accounts of the books and their own wxids; the simulator has the same. */
export const OWN_WXIDS = new Map([
  ["wx_demo_alpha", "wxid_alpha"],
  ["wx_demo_bravo", "wxid_bravo"],
]);

/** What accounts do at the gateway, and a look at what became of it. */
export type GatewayBooks = {
  readonly contactBook: ContactBook;
  readonly groupBook: GroupBook;
  readonly memberBook: MemberBook;
  readonly labelBook: LabelBook;
  group(appId: string, groupId: string): Promise<{ readonly name: string; owner: string; members: readonly string[] }>;
};

export async function memoryBooks(): Promise<GatewayBooks> {
  const groups = createMemoryGroups(OWN_WXIDS);
  return {
    contactBook: createMemoryContactBook(
      new Map([["wxid_friend_one", { nickname: "小明", signature: "", avatarUrl: "https://example.com/a.png" }]]),
    ),
    groupBook: createMemoryGroupBook(groups, () => NOON),
    memberBook: createMemoryMemberBook(groups),
    labelBook: createMemoryLabelBook(),
    group: async (appId, groupId) => groups.seen(appId, groupId).group,
  };
}

/** The same over the simulator's HTTP. */
export async function simulatedBooks(): Promise<GatewayBooks> {
  const { url } = await aSimulator();
  const options = {
    credentials: async () => ({ baseUrl: `${url}${API_PREFIX}`, token: TOKEN }),
    postJson: createPostJson(),
    timeoutMs: 60_000,
  };
  const addressBook = createAddressBook({ ...options, listTimeoutMs: 60_000 });
  return {
    contactBook: createContactBook(options),
    groupBook: createGroupBook(options),
    memberBook: createMemberBook(options),
    labelBook: createLabelBook(options),
    async group(appId, groupId) {
      const { group, members } = await addressBook.group(appId, groupId);
      return { name: group.name, owner: group.owner, members: members.map(({ wxid }) => wxid) };
    },
  };
}
