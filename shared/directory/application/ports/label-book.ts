/** A label that an account gives its contacts; the gateway numbers them. */
export type Label = { readonly id: number; readonly name: string };

/**
 * The labels of an account's contacts at the gateway. Every call throws what the gateway answers: `account-offline`,
 * `refused`, `throttled`, `unreachable`, `outcome-unknown`.
 */
export type LabelBook = {
  list(appId: string): Promise<readonly Label[]>;
  create(appId: string, name: string): Promise<Label>;
  /** Deletes a label; the contacts that had it stay. */
  remove(appId: string, labelId: number): Promise<void>;
  /** Gives a contact exactly these labels. */
  assign(appId: string, wxid: string, labelIds: readonly number[]): Promise<void>;
};
