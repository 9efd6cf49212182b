import type { BucketLimits } from "../../../kernel/domain/rate.ts";
import type { Account, Device } from "../../domain/account.ts";

/** New values of an account's fields beside its state; fields that are left out stay. `activeSince` in epoch ms. */
export type AccountChange = {
  readonly name?: string;
  /** Null: back to the defaults. */
  readonly limits?: BucketLimits | null;
  readonly activeSince?: number;
  readonly device?: Device;
  readonly ingest?: Account["ingest"];
  readonly tags?: Account["tags"];
};

/** Which accounts there are, and what operators set of each. Times (`now`) in epoch ms. */
export type AccountRegistry = {
  /** Creates an account, or takes over one that only sent callbacks; throws `conflict` if it is registered already. */
  register(account: Account): Promise<void>;
  /** Keeps an appId that sent callbacks without being registered; true the first time. */
  flagUnknown(appId: string, wxid: string, now: number): Promise<boolean>;
  /** Changes a registered account; undefined if it is not registered. */
  update(appId: string, change: AccountChange, now: number): Promise<Account | undefined>;
  /** Keeps the wxid of a registered account that has no wxid yet; false where it has one, or is not registered. */
  learnWxid(appId: string, wxid: string, now: number): Promise<boolean>;
  /** Removes a registered account; false if it is not registered. */
  remove(appId: string): Promise<boolean>;
};
