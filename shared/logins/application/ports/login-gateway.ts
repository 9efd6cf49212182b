import type { Device } from "../../../accounts/domain/account.ts";
import type { Login, LoginCheck, LoginCode } from "../../domain/login.ts";

/**
 * Logging in and out at the gateway. Throws what it answers: `refused`, `not-found` (no such device), `unreachable`, …
 */
export type LoginGateway = {
  /** A code to scan; without an `appId` the gateway makes a new device. */
  code(appId: string | undefined, device: Device): Promise<LoginCode>;
  /** Asks the phone for a tap. */
  tap(appId: string, device: Device): Promise<LoginCode>;
  /** Throws for trouble of this platform only; the gateway's own is a `LoginCheck`. */
  check(login: Login): Promise<LoginCheck>;
  logout(appId: string): Promise<void>;
};
