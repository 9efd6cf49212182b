import type * as z from "zod";
import { NAME_LIMIT, wxidSchema } from "./content.ts";
import type { person } from "./head.ts";
import type { InboundMessage } from "./inbound-message.ts";

export type Person = z.infer<typeof person>;
export type GroupJoined = Extract<InboundMessage, { kind: "group-joined" }>;

/** Stands for a person whom a notice does not name, or for an account whose wxid the vendor left out. */
export const UNNAMED: Person = { username: "", nickname: "" };

/** Whether the account that received the notice is itself new in the group. */
export function isNewItself({ members, wxid }: GroupJoined): boolean {
  return members.some((member) => isAccount(member, wxid));
}

/** The new members except the account that received the notice. */
export function newPeople({ members, wxid }: GroupJoined): Person[] {
  return members.filter((member) => !isAccount(member, wxid));
}

/** The wxids of the new members, each once, as far as they are known and can be mentioned. */
export function newWxids(message: GroupJoined): string[] {
  const wxids = newPeople(message).map(({ username }) => username);
  return [...new Set(wxids.filter((wxid) => wxidSchema.safeParse(wxid).success))];
}

/** The new members as a text shows them: by name, or by `{@wxid}` where the text mentions them and the wxid is known. */
export function membersShown(message: InboundMessage, as: "named" | "mentioned"): string {
  if (message.kind !== "group-joined") return "";
  const mentioned = new Set(as === "mentioned" ? newWxids(message) : []);
  const shown = newPeople(message).map(({ username, nickname }) =>
    mentioned.has(username) ? `{@${username}}` : nickname,
  );
  return shown.filter((name) => name !== "").join("、");
}

/** The names of new members by wxid. The group's view may not know them yet. */
export function newNames(message: GroupJoined): Record<string, string> {
  const wxids = new Set(newWxids(message));
  const known = newPeople(message).filter(({ username, nickname }) => wxids.has(username) && nickname !== "");
  return Object.fromEntries(known.map(({ username, nickname }) => [username, nickname.slice(0, NAME_LIMIT)]));
}

/** In a notice to the account itself it stands with its wxid and without a name; people have at least a name. */
function isAccount({ username, nickname }: Person, wxid: string): boolean {
  return username === "" ? nickname === "" : username === wxid;
}
