import { allEndpoints } from "../../shared/adapters/weixin/contract/contract.ts";
import type { WeixinEndpoint } from "../../shared/adapters/weixin/contract/endpoint.ts";

/** What the pages call the ways in which a call may be repeated, and the kinds of bodies. */
export type TableWords = {
  readonly yes: string;
  readonly no: string;
  readonly within: (minutes: number) => string;
  readonly file: string;
  readonly bytes: string;
};

export const ENGLISH: TableWords = {
  yes: "yes",
  no: "no",
  within: (minutes) => `for ${minutes} min, by its key`,
  file: "takes a file",
  bytes: "answers a file",
};
export const CHINESE: TableWords = {
  yes: "是",
  no: "否",
  within: (minutes) => `${minutes} 分钟内，凭幂等键`,
  file: "上传文件",
  bytes: "返回文件",
};

/** The lines of the page's table, one for each endpoint. */
export function endpointLines(words: TableWords): string[] {
  return allEndpoints().map(({ name, endpoint }) => {
    const { method, path, vendorId = "" } = endpoint;
    const id = vendorId === "" ? "" : `\`${vendorId}\``;
    const cells = [`\`${name}\``, `\`${method} ${path}\``, repeatable(endpoint, words), id, kindOf(endpoint, words)];
    return `| ${cells.join(" | ")} |`.replaceAll(/ {2,}/g, " ");
  });
}

function repeatable({ idempotent }: WeixinEndpoint, words: TableWords): string {
  return typeof idempotent === "object" ? words.within(idempotent.ms / 60_000) : words[idempotent];
}

function kindOf({ file, binary }: WeixinEndpoint, words: TableWords): string {
  if (file) return words.file;
  return binary ? words.bytes : "";
}
