import type { AuthorizationStore, OpenedAuthorization } from "../application/ports/authorizations.ts";
import type { Authorization } from "../domain/authorization.ts";

/** Authorizations in memory. */
export function createMemoryAuthorizations(): AuthorizationStore {
  const rows = new Map<string, OpenedAuthorization>();

  function replace(appId: string, token: string, changes: Partial<OpenedAuthorization>): boolean {
    const row = rows.get(appId);
    if (!row || row.state === "withdrawn" || row.refreshToken !== token) return false;
    rows.set(appId, { ...row, ...changes, revision: row.revision + 1 });
    return true;
  }

  return {
    async get(appId) {
      const row = rows.get(appId);
      return row && withoutToken(row);
    },
    async open(appId) {
      return rows.get(appId);
    },
    async rotate(appId, from, to) {
      return replace(appId, from, { state: "authorized", refreshToken: to });
    },
    async lose(appId, refused) {
      return replace(appId, refused, { state: "lost", settled: false });
    },
    async put(authorization, refreshToken, after) {
      const { appId } = authorization;
      if ((rows.get(appId)?.revision ?? 0) !== after) return undefined;
      const next: Authorization = { ...authorization, settled: false, revision: after + 1 };
      rows.set(appId, { ...next, ...(refreshToken === undefined ? {} : { refreshToken }) });
      return next;
    },
    async settle({ appId, state, changedAt }) {
      const row = rows.get(appId);
      if (row?.state === state && row.changedAt === changedAt) rows.set(appId, { ...row, settled: true });
    },
    async list(componentAppId) {
      return [...rows.values()].filter((row) => row.componentAppId === componentAppId).map(withoutToken);
    },
  };
}

function withoutToken({ refreshToken: _token, ...authorization }: OpenedAuthorization): Authorization {
  return authorization;
}
