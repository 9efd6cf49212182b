import type { Login, LoginChange } from "../../domain/login.ts";

/** The last login of each account, for a day. */
export type Logins = {
  /** Replaces the one before. */
  begin(login: Login): Promise<void>;
  /** Strongly consistent. */
  get(appId: string): Promise<Login | undefined>;
  /**
   * Counts the poll with number `poll` of the login in `epoch`. Returns the login as it was before, with the captcha
   * that this poll hands over; the captcha is stored no longer. Undefined if that poll was counted already, or the last
   * login is another one. The same `ticket` gets the same login again, as long as no later poll was counted: the first
   * answer may have been lost.
   */
  countPoll(appId: string, epoch: number, poll: number, ticket?: string): Promise<Login | undefined>;
  /** Undefined if the login in `epoch` is not the last one. */
  note(appId: string, epoch: number, change: LoginChange): Promise<Login | undefined>;
};
