import { AppError } from "../../kernel/domain/errors.ts";
import type { FetchFile } from "../../media/application/ports/fetch-file.ts";
import type { GuardedFetch } from "./fetch.ts";

/** Fetches files at URLs that the caller did not choose: a refused URL is `refused`, not `invalid-input`. */
export function createFetchFile(guardedFetch: GuardedFetch): FetchFile {
  return async (url) => {
    const { status, headers, body } = await guardedFetch(url).catch((cause: unknown) => {
      if (!(cause instanceof AppError && cause.code === "invalid-input")) throw cause;
      throw new AppError("refused", `the gateway named a file that is not fetched: ${cause.message}`, {
        cause,
        details: cause.details,
      });
    });
    if (status === 200) return { body, contentType: headers["content-type"] };
    throw new AppError("unreachable", `the file's server answered with status ${status}`, { retryable: true });
  };
}
