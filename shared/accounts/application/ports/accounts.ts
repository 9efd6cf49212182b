import type { AppError } from "../../../kernel/domain/errors.ts";
import type { Account } from "../../domain/account.ts";

/** Reads accounts, also those that are not registered and only sent callbacks. */
export type Accounts = {
  get(appId: string): Promise<Account | undefined>;
  /**
   * All accounts. A row that cannot be read is left out and its error given to `malformed`; without `malformed` the
   * call throws that error (`internal`).
   */
  list(malformed?: (error: AppError) => void): Promise<readonly Account[]>;
};
