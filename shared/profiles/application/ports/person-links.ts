import type { Member } from "../../domain/person.ts";

/** Who is one person: a person's openids at the accounts of one WeChat open platform account, by the unionid. */
export type PersonLinks = {
  /** Strongly consistent. */
  unionidOf(appId: string, openid: string, now: number): Promise<string | undefined>;
  /** Notes whose openid it is, for a year, and answers what was noted before. */
  noteUnionid(appId: string, openid: string, unionid: string, now: number): Promise<string | undefined>;
  /** Begins a member's row, or prolongs it by a year; `now` becomes when it was seen last. */
  noteMember(unionid: string, appId: string, openid: string, now: number): Promise<void>;
  /** Strongly consistent, at most 100. */
  members(unionid: string, now: number): Promise<readonly Member[]>;
  removeUnionid(appId: string, openid: string): Promise<void>;
  removeMember(unionid: string, appId: string, openid: string): Promise<void>;
};
