/** Fetches a file whole. Throws `refused` for a URL that must not be fetched, `too-large`, `unreachable`. */
export type FetchFile = (url: string) => Promise<{ readonly body: Buffer; readonly contentType: string | undefined }>;
