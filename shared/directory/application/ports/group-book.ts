/** The two ways into a group: the URL of an invitation's callback, or what the group's QR code says. */
export type WayIntoGroup = { readonly invitationUrl: string } | { readonly qrUrl: string };

/** What an account can set of a group; members that are left out stay as they are. */
export type GroupChange = {
  readonly name?: string;
  /** The account's own name for the group. */
  readonly remark?: string;
  /** What the account is called in the group. */
  readonly ownName?: string;
  readonly pinned?: boolean;
  readonly silenced?: boolean;
  /** In the address book: a sync finds saved groups only. */
  readonly saved?: boolean;
};

export type GroupAnnouncement = {
  /** Empty while the group has no announcement. */
  readonly content: string;
  /** The wxid of the member who wrote it. */
  readonly editor: string;
  /** Epoch ms. */
  readonly publishedAt?: number;
};

/**
 * What an account does with its groups at the gateway. Every call throws what the gateway answers: `refused` (the
 * account is not in the group, or lacks the right), `account-offline`, `throttled`, `unreachable`, `outcome-unknown`.
 */
export type GroupBook = {
  /** Makes a group of the account and two friends or more, and returns the group's id. */
  create(appId: string, wxids: readonly string[]): Promise<string>;
  /** Returns the group's id; empty if the gateway does not tell it. */
  join(appId: string, way: WayIntoGroup): Promise<string>;
  change(appId: string, groupId: string, change: GroupChange): Promise<void>;
  leave(appId: string, groupId: string): Promise<void>;
  announcement(appId: string, groupId: string): Promise<GroupAnnouncement>;
  /** Tells all members; needs the group's owner or an administrator. */
  announce(appId: string, groupId: string, content: string): Promise<void>;
  /** The picture by which people join, in base64, and until when it works, in the gateway's words. */
  qrCode(appId: string, groupId: string): Promise<{ readonly qrBase64: string; readonly validity: string }>;
};
