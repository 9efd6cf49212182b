import type { MessageBody } from "../../../../messages/domain/inbound-message.ts";
import { oneNamed, peopleNamed } from "./names.ts";
import type { Place } from "./place.ts";

/**
 * A sentence of WeChat's, and what it says. Sentences are anchored at both ends, because nicknames stand in them: a person
 * may be called 修改群名为. `found` has the groups of the expression by number; a group that is not there is empty.
 */
type Sentence = {
  readonly expressions: readonly RegExp[];
  readonly read: (found: readonly string[], notice: string, place: Place) => MessageBody;
};

const GROUP = "群(?:聊|組|组)";
const NAME = '["“「](.*)["”」]';
const YOU_OR = `(?:你|${NAME})`;
const EN_NAME = '["“]?(.*?)["”]?';
const EN_GROUP = "(?:the|this) group(?: chat)?";

const form = (source: string, flags = "su") => new RegExp(`^${source}$`, flags);

const SENTENCES: readonly Sentence[] = [
  {
    expressions: [
      form(`你已?被(?:${NAME})?移出了?${GROUP}`),
      form(`You (?:were|have been) removed from the group(?: chat)?(?: by ${EN_NAME})?\\.?`),
    ],
    read: ([by = ""], notice) => ({ kind: "removed-from-group", notice, by }),
  },
  {
    expressions: [
      form(`${YOU_OR}修改群名[为為]${NAME}`),
      form(`(?:You|${EN_NAME}) changed the group(?: chat)? name to ["“](.*)["”]\\.?`),
    ],
    read: ([by = "", name = ""], notice) => ({ kind: "group-renamed", notice, by, name }),
  },
  {
    expressions: [
      form(`${YOU_OR}已?成[为為]新的?群主`),
      form(`(?:You|${EN_NAME}) (?:have become|has become|became|are now|is now) the (?:new )?group owner\\.?`),
    ],
    read: ([owner = ""], notice) => ({ kind: "group-owner-changed", notice, owner }),
  },
  {
    expressions: [
      form(`${YOU_OR}[将將把]${NAME}移[出除]了?${GROUP}`),
      form(`(?:You|${EN_NAME}) (?:have |has )?removed ["“]?(.*?)["”]? from ${EN_GROUP}\\.?`, "siu"),
    ],
    read: ([, who = ""], notice) => ({ kind: "member-removed", notice, members: peopleNamed(`"${who}"`) }),
  },
  {
    expressions: [form(`${NAME}被(?:${YOU_OR})?移[出除]了?${GROUP}`)],
    read: ([who = ""], notice) => ({ kind: "member-removed", notice, members: peopleNamed(`"${who}"`) }),
  },
  {
    expressions: [
      form(`${NAME}\\s?已?(?:退出|[离離][开開])了?(?:该|該|本)?(?:${GROUP}|群)`),
      form(`${EN_NAME} (?:has )?left ${EN_GROUP}\\.?`, "siu"),
      form('["“「](.*)["”」](?:さん)?がグループ(?:チャット)?(?:を退出|から退出|を退会|から退会)しました。?'),
      form(`["“]?(.*?)["”]?님이 (?:그룹|단체) ?(?:채팅방?)?(?:에서|을|를) ?나갔습니다\\.?`),
    ],
    read: ([who = ""], notice) => ({ kind: "member-left", notice, members: peopleNamed(`"${who}"`) }),
  },
  {
    expressions: [
      form(`${NAME}\\s?想邀[请請](?:\\d+\\s?位(?:朋友|好友|人)|${NAME})加入(?:了)?${GROUP}.*`),
      form(`${NAME}\\s?(?:想)?(?:通过|透過|通過)(?:扫描|掃描).*(?:申[请請]|想)加入${GROUP}.*`),
      form(`${NAME}\\s?申[请請]加入${GROUP}.*`),
      form(
        `${EN_NAME} (?:wants|would like) to invite (?:\\d+ (?:friends?|people|person)|(.*?)) to ${EN_GROUP}.*`,
        "siu",
      ),
      form(`${EN_NAME} (?:applied|requested|wants) to join ${EN_GROUP}.*`, "siu"),
    ],
    read: ([by = "", who = ""], notice) => ({
      kind: "join-application",
      notice,
      members: who === "" ? [] : peopleNamed(`"${who}"`),
      by: oneNamed(by),
      reason: "",
      ticket: "",
    }),
  },
];

/** What a sentence of a group's system says, save who is new; `undefined` for sentences that are in no table. */
export function groupNoticeIn(notice: string, place: Place): MessageBody | undefined {
  for (const { expressions, read } of SENTENCES) {
    for (const expression of expressions) {
      const found = expression.exec(notice);
      if (found !== null)
        return read(
          [...found].slice(1).map((part) => part ?? ""),
          notice,
          place,
        );
    }
  }
  return undefined;
}
