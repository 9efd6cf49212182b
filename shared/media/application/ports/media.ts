import type { MediaRequest } from "../../domain/request.ts";

/** Files of received messages, as WechatApi offers them. */
export type MediaSource = {
  /** The URL at which the file lies for a while; throws where the gateway does not give it. */
  locate(appId: string, request: MediaRequest): Promise<string>;
};

/** Fetches a file whole. Throws `refused` for a URL that must not be fetched, `too-large`, `unreachable`. */
export type FetchFile = (url: string) => Promise<{ readonly body: Buffer; readonly contentType: string | undefined }>;

/** Files in the bodies bucket. All throw `unavailable` where S3 gives no answer. */
export type MediaStore = {
  find(key: string): Promise<{ readonly bytes: number; readonly contentType: string } | undefined>;
  put(key: string, body: Buffer, contentType: string): Promise<void>;
  /** A URL at which everybody can read the file for `seconds`. */
  link(key: string, seconds: number): Promise<string>;
};
