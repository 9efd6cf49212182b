/** What the gateway says of an account's connection. */
export type Connection = "online" | "offline" | "device-gone" | "banned";

/** The gateway's connections to WeChat, one an account. */
export type Connections = {
  /** Throws `unreachable`, `refused` and the like where the gateway's answer says nothing of the account. */
  checkOnline(appId: string): Promise<Connection>;
  /** Renews the connection of an account that is silent or offline. Whether it helped, `checkOnline` says. */
  reconnect(appId: string): Promise<void>;
};
