import type { Post } from "../../shared/kernel/application/ports/http-post.ts";
import type { SendRequest } from "../../shared/kernel/application/ports/http-request.ts";
import type { Observability } from "../../shared/lambda/observability.ts";
import type { TableOptions } from "../../shared/platform/dynamodb/table.ts";

/** What the gateways of all channels are built from. */
export type GatewayParts = {
  readonly config: TableOptions;
  readonly journal: TableOptions;
  readonly state: TableOptions;
  readonly request: SendRequest;
  readonly postJson: Post<string | Uint8Array>;
  readonly observability: Observability;
};
