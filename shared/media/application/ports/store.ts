/** Files in the bodies bucket. All throw `unavailable` where S3 gives no answer. */
export type MediaStore = {
  find(key: string): Promise<{ readonly bytes: number; readonly contentType: string } | undefined>;
  put(key: string, body: Buffer, contentType: string): Promise<void>;
  /** A URL at which the file can be read without credentials for `seconds`. */
  link(key: string, seconds: number): Promise<string>;
};
