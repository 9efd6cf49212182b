import { createHmac, createSecretKey, hash, type KeyObject } from "node:crypto";
import { remembered } from "../../kernel/domain/remembered.ts";

export type Credentials = {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
};

const ALGORITHM = "AWS4-HMAC-SHA256";

/**
 * A URL that lets its bearer GET an object for `seconds`: Signature Version 4 in the query. `url` names the object and
 * has no query; `at` is the moment of signing, epoch ms. Source: "Authenticating requests: using query parameters" in
 * the Amazon S3 API reference.
 */
export function presignGet(
  url: URL,
  { credentials, region, at, seconds }: { credentials: Credentials; region: string; at: number; seconds: number },
): string {
  const time = new Date(at).toISOString().replace(/[-:]|\.\d{3}/g, "");
  const scope = `${time.slice(0, 8)}/${region}/s3/aws4_request`;
  const parameters = {
    "X-Amz-Algorithm": ALGORITHM,
    "X-Amz-Credential": `${credentials.accessKeyId}/${scope}`,
    "X-Amz-Date": time,
    "X-Amz-Expires": String(seconds),
    ...(credentials.sessionToken === undefined ? {} : { "X-Amz-Security-Token": credentials.sessionToken }),
    "X-Amz-SignedHeaders": "host",
  };
  const query = Object.entries(parameters)
    .map(([name, value]) => `${name}=${encode(value)}`)
    .join("&");
  const request = ["GET", url.pathname, query, `host:${url.host}`, "", "host", "UNSIGNED-PAYLOAD"].join("\n");
  const key = signingKeysOf(credentials.secretAccessKey)(scope);
  const signature = sign(key, [ALGORITHM, time, scope, hash("sha256", request)].join("\n")).toString("hex");
  return `${url.origin}${url.pathname}?${query}&X-Amz-Signature=${signature}`;
}

/** The signing keys of a secret key, by scope: one for each day. Node.js imports a key given as bytes at each call. */
const signingKeysOf = remembered((secretAccessKey) =>
  remembered((scope) => {
    const first = createSecretKey(`AWS4${secretAccessKey}`, "utf8");
    return scope.split("/").reduce((key, part) => createSecretKey(sign(key, part)), first);
  }),
);

function sign(key: KeyObject, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}

/** As AWS encodes: all but letters, digits and `-._~`. */
function encode(value: string): string {
  return encodeURIComponent(value).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}
