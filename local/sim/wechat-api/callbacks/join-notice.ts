import * as z from "zod";
import { xmlText } from "../../../xml-text.ts";

const personSchema = z.strictObject({ wxid: z.string().default(""), name: z.string() });

/** Who is new in a group, how, and in which of WeChat's forms the notice comes. */
export const joinSchema = z.strictObject({
  /** The new ones beside the account itself. */
  members: z.array(personSchema).default([]),
  /** The account itself is new. */
  self: z.boolean().default(false),
  /** Who invited them, or whose code they scanned: `self` for the account. */
  by: z.union([z.literal("self"), personSchema]).optional(),
  way: z.enum(["invite", "code"]).default("invite"),
  /** By template with wxids, as a plain sentence, or as the sentence with wxids that the inviter gets. */
  form: z.enum(["template", "plain", "revocable"]).default("template"),
  language: z.enum(["zh-CN", "zh-TW", "en"]).default("zh-CN"),
});
export type Join = z.infer<typeof joinSchema>;
type Person = z.infer<typeof personSchema>;

type Sentences = Readonly<
  Record<
    | "invitedBySelf"
    | "invited"
    | "selfInvited"
    | "selfAndOthersInvited"
    | "joined"
    | "selfJoined"
    | "codeOfSelf"
    | "code"
    | "selfByCode",
    string
  >
>;

/** With the placeholders of WeChat's templates. */
const SENTENCES: Readonly<Record<Join["language"], Sentences>> = {
  "zh-CN": {
    invitedBySelf: '你邀请"$names$"加入了群聊',
    invited: '"$username$"邀请"$names$"加入了群聊',
    selfInvited: '"$username$"邀请你加入了群聊',
    selfAndOthersInvited: '"$username$"邀请你和"$names$"加入了群聊',
    joined: '"$names$"加入了群聊',
    selfJoined: "你加入了群聊",
    codeOfSelf: '"$adder$"通过扫描你分享的二维码加入群聊',
    code: '"$adder$"通过扫描"$from$"分享的二维码加入群聊',
    selfByCode: '你通过扫描"$from$"分享的二维码加入群聊',
  },
  "zh-TW": {
    invitedBySelf: '你邀請"$names$"加入了群組',
    invited: '"$username$"邀請"$names$"加入了群組',
    selfInvited: '"$username$"邀請你加入了群組',
    selfAndOthersInvited: '"$username$"邀請你和"$names$"加入了群組',
    joined: '"$names$"加入了群組',
    selfJoined: "你加入了群組",
    codeOfSelf: '"$adder$"透過掃描你分享的QR Code加入群組',
    code: '"$adder$"透過掃描"$from$"分享的QR Code加入群組',
    selfByCode: '你透過掃描"$from$"分享的QR Code加入群組',
  },
  en: {
    invitedBySelf: "You invited $names$ to the group chat",
    invited: "$username$ invited $names$ to the group chat",
    selfInvited: "$username$ invited you to a group chat",
    selfAndOthersInvited: "$username$ invited you and $names$ to the group chat",
    joined: '"$names$" joined the group chat',
    selfJoined: "You've joined this group chat",
    codeOfSelf: '"$adder$" joined group chat via the QR code you shared',
    code: '"$adder$" joined the group chat via the QR Code shared by "$from$"',
    selfByCode: "You've joined the group chat via the QR code shared by $from$",
  },
};

/** `MsgType` and `Content` of the notice, as one account gets it. */
export function joinNotice(join: Join): { msgType: number; content: string } {
  const sentence = SENTENCES[join.language][sentenceOf(join)];
  if (join.form === "template") return { msgType: 10_002, content: templated(sentence, join) };
  const separator = join.language === "en" ? ", " : "、";
  const plain = sentence.replace(/\$(\w+)\$/g, (_all, name: string) =>
    peopleOf(name, join)
      .map((person) => person.name)
      .join(separator),
  );
  if (join.form === "plain") return { msgType: 10_000, content: plain };
  return { msgType: 10_002, content: revocable(plain, join.members) };
}

function sentenceOf({ members, self, by, way }: Join): keyof Sentences {
  if (way === "code" && by) return self ? "selfByCode" : by === "self" ? "codeOfSelf" : "code";
  if (self) return !by || by === "self" ? "selfJoined" : members.length > 0 ? "selfAndOthersInvited" : "selfInvited";
  return by === "self" ? "invitedBySelf" : by ? "invited" : "joined";
}

function peopleOf(placeholder: string, { members, by }: Join): readonly Person[] {
  if (placeholder === "names" || placeholder === "adder") return members;
  return by && by !== "self" ? [by] : [];
}

function templated(sentence: string, join: Join): string {
  const links = [...sentence.matchAll(/\$(\w+)\$/g)].map(([, name = ""]) => {
    const members = peopleOf(name, join).map(
      (person) =>
        `<member><username>${xmlText(person.wxid)}</username><nickname>${xmlText(person.name)}</nickname></member>`,
    );
    return `<link name="${name}" type="link_profile"><memberlist>${members.join("")}</memberlist></link>`;
  });
  const isOwn = join.by === "self";
  const revoke = '<link name="revoke" type="link_revoke" hidden="1"><title>撤销</title></link>';
  return (
    '<sysmsg type="sysmsgtemplate"><sysmsgtemplate>' +
    `<content_template type="${isOwn ? "tmpl_type_profilewithrevoke" : "tmpl_type_profile"}"><plain></plain>` +
    `<template>${xmlText(isOwn ? `${sentence}  $revoke$` : sentence)}</template>` +
    `<link_list>${links.join("")}${isOwn ? revoke : ""}</link_list></content_template></sysmsgtemplate></sysmsg>`
  );
}

function revocable(sentence: string, members: readonly Person[]): string {
  const usernames = members.map(({ wxid }) => `<username>${xmlText(wxid)}</username>`).join("");
  return (
    `<sysmsg type="delchatroommember"><delchatroommember><plain>${xmlText(sentence)}</plain>` +
    `<text>${xmlText(sentence)}</text><link><scene>invite</scene><text>撤销</text>` +
    `<memberlist>${usernames}</memberlist></link></delchatroommember></sysmsg>`
  );
}
