/** Bodies that are too large for a row, by the row's `bodyKey`. */
export type LargeBodies = {
  put(key: string, body: string): Promise<void>;
  /** Undefined for a key that is not there. */
  get(key: string): Promise<string | undefined>;
  /** Does nothing for a key that is not there. */
  remove(key: string): Promise<void>;
};
