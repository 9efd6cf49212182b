import type { CallOptions } from "./call-endpoint.ts";
import type { WholeContract } from "./whole-contract.ts";

/** The whole contract, whose tables are built at the first use: most requests of the operators' API need none. */
export function createLazyWholeContract(options: CallOptions): () => Promise<WholeContract> {
  let contract: Promise<WholeContract> | undefined;
  return () => {
    contract ??= import("./whole-contract.ts").then(({ createWholeContract }) => createWholeContract(options));
    return contract;
  };
}
