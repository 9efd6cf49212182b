import { TIMEOUTS } from "../../../names.ts";

/** Time after a batch's deadline in which its last call ends and the outcome is written, tries in line included, ms. */
export const AFTER_DEADLINE = TIMEOUTS.gatewayCall * 1000 + 2500;

/** What a batch keeps of its function's time after its deadline, ms: the last write may take two seconds and more. */
export const RESERVE = AFTER_DEADLINE + 2500;
