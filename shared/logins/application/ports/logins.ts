import type { Device } from "../../../accounts/domain/account.ts";
import type { Login, LoginChange, LoginCheck, LoginCode } from "../../domain/login.ts";

/** Logging in and out at the gateway. Throws what it answers: `refused`, `not-found` (no such device), `unreachable`, … */
export type LoginGateway = {
  /** A code to scan; without an `appId` the gateway makes a new device. */
  code(appId: string | undefined, device: Device): Promise<LoginCode>;
  /** Asks the phone for a tap. */
  tap(appId: string, device: Device): Promise<LoginCode>;
  /** Throws only for trouble of our own. */
  check(login: Login): Promise<LoginCheck>;
  logout(appId: string): Promise<void>;
};

/** The last login of each account, for a day. */
export type Logins = {
  /** Replaces the one before. */
  begin(login: Login): Promise<void>;
  /** Strongly consistent. */
  get(appId: string): Promise<Login | undefined>;
  /**
   * Counts the poll with number `poll` of the login in `epoch`, and returns the login as it was before, with the captcha
   * that is to be handed over and is stored no more. Undefined if that poll was counted already, or for another login.
   */
  countPoll(appId: string, epoch: number, poll: number): Promise<Login | undefined>;
  /** Undefined if the login in `epoch` is not the last one. */
  note(appId: string, epoch: number, change: LoginChange): Promise<Login | undefined>;
};

/** What is known of a new device that was asked for: nobody did before, somebody is about it, or its appId. */
export type NewDevice = { readonly status: "claimed" | "making" } | { readonly status: "made"; readonly appId: string };

/**
 * New devices, by the request that made them, for a day: the same request again gets the same device. A claim holds for
 * a minute, unless it is given up.
 */
export type NewDevices = {
  claim(request: string, now: number): Promise<NewDevice>;
  find(request: string, now: number): Promise<string | undefined>;
  made(request: string, appId: string, now: number): Promise<void>;
  giveUp(request: string): Promise<void>;
};
