import type { OptOuts } from "../ports/opt-outs.ts";
import { type FindRecipientsDeps, findRecipients, type PageRequest, type Recipient } from "./find-recipients.ts";

export type RecipientPage = {
  readonly recipients: readonly Recipient[];
  /** How many of the page opted out of broadcasts. */
  readonly optedOut: number;
  /** Where the next page begins; absent at the end. */
  readonly cursor?: string;
};

/** Pages through an account's recipients; people who opted out are left out. */
export function createPageRecipients(
  deps: FindRecipientsDeps & { readonly optOuts: Pick<OptOuts, "among"> },
): (request: PageRequest) => Promise<RecipientPage> {
  return async (request) => {
    const { found, ...next } = await findRecipients(deps, request);
    const optedOut = await deps.optOuts.among(
      request.appId,
      found.map(({ to }) => to),
    );
    return { recipients: found.filter(({ to }) => !optedOut.has(to)), optedOut: optedOut.size, ...next };
  };
}
