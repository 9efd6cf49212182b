import { type Account, newAccount } from "../../shared/accounts/domain/account.ts";
import type { Announcement } from "../../shared/accounts/domain/announcement.ts";
import type { AccountState } from "../../shared/accounts/domain/state.ts";
import { type Broadcast, broadcastSchema } from "../../shared/broadcasts/domain/broadcast.ts";
import type { BroadcastRun, RunPlan } from "../../shared/broadcasts/domain/run.ts";
import type { Decision } from "../../shared/decisions/domain/decision.ts";
import type { Contact, Group, GroupMember } from "../../shared/directory/domain/directory.ts";
import type { Envelope } from "../../shared/inbound/domain/envelope.ts";
import type { InboundMessage } from "../../shared/messages/domain/inbound-message.ts";
import type { OutboundCommand } from "../../shared/outbound/domain/command.ts";
import type { Behaviour } from "../../shared/profiles/domain/behaviour.ts";
import { type Rule, type RuleSnapshot, ruleSchema } from "../../shared/rules/domain/rule.ts";

/** A moment in the middle of a day in China. */
export const NOON = Date.parse("2026-03-10T12:00:00+08:00");

type TextMessage = Extract<InboundMessage, { kind: "text" }>;

export function anInboundText(changes: Partial<TextMessage> = {}): TextMessage {
  return {
    kind: "text",
    appId: "wx_app_1",
    wxid: "wxid_me",
    conversationId: "wxid_friend",
    chat: "private",
    sender: "wxid_friend",
    fromSelf: false,
    newMsgId: "7000000000000000001",
    msgId: "1001",
    sentAt: NOON,
    mentions: [],
    text: "你好",
    ...changes,
  };
}

type GroupJoined = Extract<InboundMessage, { kind: "group-joined" }>;

/** 李四 brought 张三 into the group `1@chatroom`. */
export function aGroupJoined(changes: Partial<GroupJoined> = {}): GroupJoined {
  const { kind, text, ...head } = anInboundText({ chat: "group", conversationId: "1@chatroom", sender: "" });
  return {
    ...head,
    kind: "group-joined",
    notice: '"李四"邀请"张三"加入了群聊',
    members: [{ username: "wxid_new", nickname: "张三" }],
    by: { username: "wxid_li", nickname: "李四" },
    ...changes,
  };
}

export function anEnvelope(changes: { id?: string; message?: InboundMessage; dedupKey?: string } = {}): Envelope {
  const message = changes.message ?? anInboundText();
  const id = changes.id ?? "env-1";
  return { id, appId: message.appId, dedupKey: changes.dedupKey ?? message.newMsgId ?? id, receivedAt: NOON, message };
}

export function aCommand(changes: Partial<OutboundCommand> = {}): OutboundCommand {
  return {
    id: "cmd_1",
    generation: 0,
    appId: "wx_app_1",
    to: "wxid_friend",
    content: { type: "text", text: "在的" },
    notAfter: NOON + 3_600_000,
    createdAt: NOON,
    origin: { envelopeId: "env-1", ruleId: "hello" },
    ...changes,
  };
}

export function aDecision(changes: Partial<Decision> = {}): Decision {
  return { ruleSetVersion: 1, rules: ["hello"], commands: [aCommand()], notes: [], flags: [], ...changes };
}

export function aBehaviour(changes: Partial<Behaviour> = {}): Behaviour {
  return {
    id: "env-1",
    appId: "wx_app_1",
    receivedAt: NOON + 500,
    seenAt: NOON,
    kind: "text",
    conversationId: "wxid_friend",
    rules: [],
    change: { user: "wxid_friend" },
    ...changes,
  };
}

type RuleInput = Omit<Partial<Rule>, "match"> & { match?: Rule["match"] };

/** Replies 在的 to any text that has 你好 in it. */
export function aRule(changes: RuleInput = {}): Rule {
  return ruleSchema.parse({
    id: "hello",
    name: "Greeting",
    match: { type: "keyword", mode: "contains", keywords: ["你好"] },
    actions: [{ type: "reply", text: "在的" }],
    ...changes,
  });
}

export function aSnapshot(version: number, rules: readonly Rule[] = [aRule()]): RuleSnapshot {
  return { version, rules, publishedAt: NOON, publishedBy: "operator-1" };
}

export function anAccount(changes: Partial<Account> = {}): Account {
  return {
    ...newAccount({ appId: "wx_app_1", name: "Shop", wxid: "wxid_me", activeSince: NOON - 90 * 86_400_000 }, NOON),
    state: "ONLINE",
    epoch: 0,
    ...changes,
  };
}

/** The announcement of a transition into `epoch`, so many ms after noon. */
export function anAnnouncement(epoch: number, from: AccountState, to: AccountState): Announcement {
  return { type: "moved", at: NOON + epoch, epoch, from, to };
}

export function aContact(changes: Partial<Contact> = {}): Contact {
  return {
    wxid: "wxid_friend",
    nickname: "小明",
    remark: "",
    alias: "",
    kind: "friend",
    avatarUrl: "",
    updatedAt: NOON,
    ...changes,
  };
}

export function aGroup(changes: Partial<Group> = {}): Group {
  return {
    id: "10000000001@chatroom",
    name: "客户群",
    remark: "",
    owner: "wxid_me",
    memberCount: 2,
    avatarUrl: "",
    updatedAt: NOON,
    ...changes,
  };
}

export function aMember(changes: Partial<GroupMember> = {}): GroupMember {
  return { wxid: "wxid_friend", nickname: "小明", displayName: "", ...changes };
}

/** A broadcast by which `wx_app_1` sends 今晚八点上新 to two friends. */
export function aBroadcast(changes: Partial<Broadcast> = {}): Broadcast {
  return broadcastSchema.parse({
    id: "news",
    name: "上新通知",
    contents: [{ type: "text", text: "今晚八点上新" }],
    audience: { accounts: ["wx_app_1"], recipients: { type: "list", ids: ["wxid_friend", "wxid_other"] } },
    updatedAt: NOON,
    updatedBy: "operator-1",
    ...changes,
  });
}

export function aRun(changes: Partial<BroadcastRun> = {}): BroadcastRun {
  return {
    id: "run_1",
    broadcastId: "news",
    name: "上新通知",
    requestId: "request-1",
    state: "expanding",
    revision: 0,
    accountCount: 1,
    startedAt: NOON,
    startedBy: "operator-1",
    notAfter: NOON + 86_400_000,
    changedAt: NOON,
    ...changes,
  };
}

export function aRunPlan(changes: Partial<RunPlan> = {}): RunPlan {
  const { contents, audience } = aBroadcast();
  return { appIds: ["wx_app_1"], contents, recipients: audience.recipients, ...changes };
}
