/** Where the gateway posts the messages of all accounts of its token. Throws what the gateway answers. */
export type CallbackTarget = {
  /** The gateway tries the URL before it answers. */
  set(url: string): Promise<void>;
};
