import { checkRequest, type Issue } from "../../../shared/adapters/wechat-api/contract/check.ts";
import type { Endpoint } from "../../../shared/adapters/wechat-api/contract/endpoint.ts";

/** What is wrong with a body, in the vendor's words; undefined for a good one. Members that are not known are ignored. */
export function contractBreach({ request }: Endpoint, body: Readonly<Record<string, unknown>>): string | undefined {
  const issues = checkRequest(request, body, "ignored");
  return issues.length === 0 ? undefined : `参数错误: ${issues.map(inVendorsWords).join(", ")}`;
}

function inVendorsWords({ path, fault, expected }: Issue): string {
  return fault === "type" ? `${path} 应为 ${expected}` : `缺少 ${path}`;
}
