import { AwsError } from "../service.ts";
import type { S3Listing, S3ObjectHead } from "./object.ts";

const NAMESPACE = 'xmlns="http://s3.amazonaws.com/doc/2006-03-01/"';
const ENTITIES: Readonly<Record<string, string>> = {
  "<": "&lt;",
  ">": "&gt;",
  "&": "&amp;",
  '"': "&quot;",
  "'": "&apos;",
};

/** Text as XML content; control characters become references, as S3 sends them. */
function xmlText(text: string): string {
  return text
    .replace(/[<>&"']/g, (character) => ENTITIES[character] ?? character)
    .replace(/[^\P{Cc}\n\t]/gu, (character) => `&#${character.charCodeAt(0)};`);
}

export function errorXml(code: string, message: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${xmlText(code)}</Code><Message>${xmlText(message)}</Message></Error>`;
}

export function bucketsXml(buckets: { name: string; createdAt: number }[]): string {
  const rows = buckets.map(
    ({ name, createdAt }) =>
      `<Bucket><Name>${xmlText(name)}</Name><CreationDate>${new Date(createdAt).toISOString()}</CreationDate></Bucket>`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?><ListAllMyBucketsResult ${NAMESPACE}><Owner><ID>local</ID></Owner><Buckets>${rows.join("")}</Buckets></ListAllMyBucketsResult>`;
}

/** ListObjectsV2's answer; the continuation token is the last key given out. */
export function listingXml(
  bucket: string,
  asked: { prefix: string; delimiter: string; limit: number; encode: boolean },
  listing: S3Listing,
): string {
  const name = (key: string) => xmlText(asked.encode ? encodeURIComponent(key).replaceAll("%2F", "/") : key);
  const contents = (head: S3ObjectHead) =>
    `<Contents><Key>${name(head.key)}</Key><LastModified>${new Date(head.modifiedAt).toISOString()}</LastModified><ETag>&quot;${head.etag}&quot;</ETag><Size>${head.size}</Size><StorageClass>STANDARD</StorageClass></Contents>`;
  const { objects, commonPrefixes, nextAfter } = listing;
  const next =
    nextAfter === undefined
      ? ""
      : `<NextContinuationToken>${Buffer.from(nextAfter).toString("base64url")}</NextContinuationToken>`;
  return [
    `<?xml version="1.0" encoding="UTF-8"?><ListBucketResult ${NAMESPACE}><Name>${xmlText(bucket)}</Name>`,
    `<Prefix>${name(asked.prefix)}</Prefix>${asked.delimiter ? `<Delimiter>${name(asked.delimiter)}</Delimiter>` : ""}`,
    `<MaxKeys>${asked.limit}</MaxKeys>${asked.encode ? "<EncodingType>url</EncodingType>" : ""}`,
    `<KeyCount>${objects.length + commonPrefixes.length}</KeyCount><IsTruncated>${nextAfter !== undefined}</IsTruncated>${next}`,
    ...objects.map(contents),
    ...commonPrefixes.map((prefix) => `<CommonPrefixes><Prefix>${name(prefix)}</Prefix></CommonPrefixes>`),
    "</ListBucketResult>",
  ].join("");
}

export function deletedXml(keys: string[]): string {
  const rows = keys.map((key) => `<Deleted><Key>${xmlText(key)}</Key></Deleted>`);
  return `<?xml version="1.0" encoding="UTF-8"?><DeleteResult ${NAMESPACE}>${rows.join("")}</DeleteResult>`;
}

/** The keys named by a DeleteObjects body; DOCTYPE and entities beyond XML's own are refused. */
export function keysToDelete(xml: string): string[] {
  if (xml.includes("<!")) throw new AwsError("MalformedXML", "The XML you provided was not well-formed");
  return [...xml.matchAll(/<Key>([^<]*)<\/Key>/g)].map((match) => decodeText(match[1] ?? ""));
}

function decodeText(text: string): string {
  return text.replace(/&(lt|gt|amp|quot|apos|#x[0-9a-f]+|#\d+);/gi, (_all, name: string) => {
    if (name.startsWith("#x") || name.startsWith("#X")) return String.fromCodePoint(Number.parseInt(name.slice(2), 16));
    if (name.startsWith("#")) return String.fromCodePoint(Number(name.slice(1)));
    return { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" }[name] ?? "";
  });
}
