import { type LookupAddress, lookup as systemLookup } from "node:dns";
import * as http from "node:http";
import * as https from "node:https";
import { isIP, type LookupFunction } from "node:net";
import { AppError } from "../../kernel/domain/errors.ts";
import { cutText } from "../../kernel/domain/well-formed.ts";
import { isPublicAddress } from "./public-address.ts";

export type GuardedRequest = {
  readonly method?: "GET" | "POST";
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
};

export type GuardedAnswer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
};

export type GuardedFetch = (url: string, request?: GuardedRequest) => Promise<GuardedAnswer>;

export type GuardedFetchOptions = {
  /** From the start to the last byte, ms. */
  readonly timeoutMs: number;
  /** Largest body that is read. */
  readonly maxBytes: number;
  /** How names become addresses; the system's resolver by default. */
  readonly lookup?: typeof systemLookup;
  /** Which addresses may be connected to; the public ones by default. */
  readonly allowed?: (address: string) => boolean;
  /**
   * Origins (`http://10.0.0.5:8080`) that the deployment's own configuration names: their URLs are fetched over http or
   * https, whatever the address. Everything else holds for them too.
   */
  readonly trustedOrigins?: () => Promise<readonly string[]>;
  /** Certificate authorities in addition to the system's. */
  readonly ca?: string;
};

/**
 * The one fetch for every URL that comes from outside: https only, no credentials in the URL, no redirects, limits of
 * size and time. The address is judged when the connection is made, so that no second DNS answer can move it inside.
 * Origins that the deployment trusts need neither https nor a public address. Throws `invalid-input` for a URL that may
 * not be fetched, `too-large`, or `unreachable` (retryable).
 */
export function createGuardedFetch(options: GuardedFetchOptions): GuardedFetch {
  const allowed = options.allowed ?? isPublicAddress;
  const agent = new https.Agent({ keepAlive: false, ...(options.ca ? { ca: options.ca } : {}) });
  const lookup = guardLookup(options.lookup ?? systemLookup, allowed);
  return async (given, request = {}) => {
    const url = checkUrl(given);
    const trusted = (await options.trustedOrigins?.())?.includes(url.origin) ?? false;
    if (!trusted) guardUrl(url, allowed);
    return new Promise((resolve, reject) => {
      const outgoing = (url.protocol === "https:" ? https : http).request(url, {
        method: request.method ?? "GET",
        agent: url.protocol === "https:" ? agent : false,
        lookup: trusted ? systemLookup : lookup,
        headers: { ...request.headers },
        signal: AbortSignal.timeout(options.timeoutMs),
      });
      outgoing.once("error", (cause) => reject(asFetchError(cause, url)));
      outgoing.once("response", (answer) => {
        readLimited(answer, options.maxBytes, url).then(resolve, (cause) => reject(asFetchError(cause, url)));
      });
      outgoing.end(request.body);
    });
  };
}

function checkUrl(given: string): URL {
  const url = URL.canParse(given) ? new URL(given) : undefined;
  if (!url) throw new AppError("invalid-input", "this is not a URL", { details: { url: cutText(given, 200) } });
  if (url.protocol !== "https:" && url.protocol !== "http:") throw refuse(url, "only https URLs are fetched");
  if (url.username || url.password) throw refuse(url, "a URL with a user name or password is not fetched");
  return url;
}

function guardUrl(url: URL, allowed: (address: string) => boolean): void {
  if (url.protocol !== "https:") throw refuse(url, "only https URLs are fetched");
  const literal = url.hostname.replace(/^\[|\]$/g, "");
  if (isIP(literal) && !allowed(literal)) throw refuse(url, "its address is not a public one");
}

/** Judges every address that a name has: one that is not allowed refuses the name. */
function guardLookup(lookup: typeof systemLookup, allowed: (address: string) => boolean): LookupFunction {
  return (hostname, lookupOptions, callback) => {
    lookup(
      hostname,
      { ...lookupOptions, all: true },
      (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => {
        if (error) return callback(error, "", 0);
        const first = addresses[0];
        if (!first || addresses.some(({ address }) => !allowed(address))) {
          return callback(
            new AppError("invalid-input", `'${hostname}' has an address that is not a public one`),
            "",
            0,
          );
        }
        if (lookupOptions.all) callback(null, addresses);
        else callback(null, first.address, first.family);
      },
    );
  };
}

async function readLimited(answer: http.IncomingMessage, maxBytes: number, url: URL): Promise<GuardedAnswer> {
  const status = answer.statusCode ?? 0;
  if (status >= 300 && status < 400) {
    answer.destroy();
    throw refuse(url, `it answers with a redirect (${status}), and redirects are not followed`);
  }
  const tooLarge = () =>
    new AppError("too-large", `the answer is larger than ${maxBytes} bytes`, { details: { host: url.host } });
  if (Number(answer.headers["content-length"]) > maxBytes) {
    answer.destroy();
    throw tooLarge();
  }
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of answer) {
    const part = Buffer.from(chunk);
    bytes += part.length;
    if (bytes > maxBytes) {
      answer.destroy();
      throw tooLarge();
    }
    chunks.push(part);
  }
  const headers = Object.fromEntries(
    Object.entries(answer.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(", ") : (value ?? ""),
    ]),
  );
  return { status, headers, body: Buffer.concat(chunks) };
}

function refuse(url: URL, reason: string): AppError {
  return new AppError("invalid-input", `this URL is not fetched: ${reason}`, { details: { host: url.host } });
}

function asFetchError(cause: unknown, url: URL): AppError {
  if (cause instanceof AppError) return cause;
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new AppError("unreachable", `'${url.host}' could not be fetched: ${reason}`, {
    retryable: true,
    cause,
    details: { host: url.host },
  });
}
