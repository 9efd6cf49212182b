import { type CheckAccount, createCheckAccount } from "../../../shared/accounts/application/check-account.ts";
import { createMoveAccount, type MoveAccount } from "../../../shared/accounts/application/move-account.ts";
import { createWakeParked } from "../../../shared/outbound/application/wake-parked.ts";
import type { AccountPorts } from "./ports.ts";

/** Moves an account as an event demands; what was parked for it wakes when it comes online. */
export function createMover(ports: AccountPorts): MoveAccount {
  return createMoveAccount({ ...ports, wake: createWakeParked(ports) });
}

/** Asks the gateway whether an account is online, and moves it accordingly. */
export function createChecker(ports: AccountPorts): CheckAccount {
  return createCheckAccount({ ...ports, move: createMover(ports) });
}
