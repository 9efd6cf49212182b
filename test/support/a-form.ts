import type { Rule } from "../../shared/domain/rule.ts";
import { aRule } from "./builders.ts";

const ANY_TEXT: Rule["match"] = { type: "kind", kinds: ["text"] };
const word = (...keywords: string[]): Rule["match"] => ({ type: "keyword", mode: "exact", keywords });

/** A form in three steps, by rules alone: it asks for the name, then for the phone, then whether both are right. */
export const FORM: readonly Rule[] = [
  aRule({
    id: "form-start",
    priority: 10,
    match: word("报名"),
    actions: [
      { type: "set-session", clear: true, step: "name", ttlMinutes: 30 },
      { type: "reply", text: "请问怎么称呼您？" },
    ],
  }),
  aRule({
    id: "form-cancel",
    priority: 10,
    steps: ["name", "phone", "confirm"],
    match: word("取消"),
    actions: [
      { type: "set-session", clear: true, ttlMinutes: 30 },
      { type: "reply", text: "已取消报名。" },
    ],
  }),
  aRule({
    id: "form-name",
    priority: 5,
    steps: ["name"],
    match: { type: "regex", pattern: "^\\s*(?P<name>\\S.{0,19})\\s*$", ignoreCase: false },
    actions: [
      { type: "set-session", step: "phone", values: { name: "{{capture.name}}" }, ttlMinutes: 30 },
      { type: "reply", text: "{{session.name}}您好，请留下手机号。" },
    ],
  }),
  aRule({
    id: "form-phone",
    priority: 5,
    steps: ["phone"],
    match: { type: "regex", pattern: "(?P<phone>1[3-9]\\d{9})", ignoreCase: false },
    actions: [
      { type: "set-session", step: "confirm", values: { phone: "{{capture.phone}}" }, ttlMinutes: 30 },
      { type: "reply", text: "{{session.name}}，{{session.phone}}，对吗？回复 是 或 否。" },
    ],
  }),
  aRule({
    id: "form-phone-again",
    priority: 4,
    steps: ["phone"],
    match: ANY_TEXT,
    actions: [{ type: "reply", text: "这不像手机号，请再发一次。" }],
  }),
  aRule({
    id: "form-yes",
    priority: 5,
    steps: ["confirm"],
    match: word("是"),
    actions: [
      { type: "reply", text: "报名成功：{{session.name}}，{{session.phone}}。" },
      { type: "tag-user", add: ["已报名"] },
      { type: "set-session", clear: true, ttlMinutes: 30 },
    ],
  }),
  aRule({
    id: "form-no",
    priority: 5,
    steps: ["confirm"],
    match: word("否"),
    actions: [
      { type: "set-session", clear: true, step: "name", ttlMinutes: 30 },
      { type: "reply", text: "请问怎么称呼您？" },
    ],
  }),
];
