/**
 * A person who is not a contact yet. The tickets `v3` and `v4` come from a search, a card or a friend request; `scene`
 * is WeChat's number for where the person was found (3: by WeChat id).
 */
export type Stranger = { readonly v3: string; readonly v4: string; readonly scene: number };

/** What a search tells of a person; texts that the gateway does not know are empty. */
export type FoundPerson = {
  readonly v3: string;
  readonly v4: string;
  readonly nickname: string;
  readonly signature: string;
  readonly avatarUrl: string;
};

/** What an account can set for a contact; members that are left out stay as they are. */
export type ContactChange = {
  /** The account's own name for the contact. */
  readonly remark?: string;
  /** The contact can chat, and does not see the account's moments. */
  readonly chatOnly?: boolean;
};

/**
 * What an account does with its contacts at the gateway. Every call throws what the gateway answers: `account-offline`,
 * `refused`, `throttled`, `unreachable`, `outcome-unknown`.
 */
export type ContactBook = {
  /** Finds a person by WeChat id or telephone number; throws `refused` if there is no such person. */
  search(appId: string, query: string): Promise<FoundPerson>;
  /** Asks a person for a friendship, which the person has to accept. */
  add(appId: string, person: Stranger, greeting: string): Promise<void>;
  /** Answers the friend request of a person. */
  answer(appId: string, person: Stranger, verdict: "accept" | "refuse", message: string): Promise<void>;
  change(appId: string, wxid: string, change: ContactChange): Promise<void>;
  remove(appId: string, wxid: string): Promise<void>;
  /** How up to 20 people stand to the account; `relation` is the gateway's own number (0: a friend). */
  relations(
    appId: string,
    wxids: readonly string[],
  ): Promise<readonly { readonly wxid: string; readonly relation: number }[]>;
};
