import type { Sealer } from "../../kernel/application/ports/sealer.ts";
import { INDEXES } from "../../names.ts";
import {
  flag,
  type Item,
  keyPart,
  malformed,
  number,
  numberOf,
  text,
  textOf,
} from "../../platform/dynamodb/attributes.ts";
import type { Condition } from "../../platform/dynamodb/expressions.ts";
import { itemsOfKind } from "../../platform/dynamodb/of-kind.ts";
import { packJson, unpackJson } from "../../platform/dynamodb/packed-json.ts";
import { packSealed, unpackSealed } from "../../platform/dynamodb/sealed-text.ts";
import { createTable, NEVER_STORED, type TableOptions } from "../../platform/dynamodb/table.ts";
import type { AuthorizationStore, OpenedAuthorization } from "../application/ports/authorizations.ts";
import { type Authorization, authorizationSchema } from "../domain/authorization.ts";

/** The kind under which the index `byKind` lists a platform's authorizations. */
const kindOf = (componentAppId: string) => `authorization#${componentAppId}`;

const keyOf = (appId: string) => ({ pk: `authorization#${keyPart(appId)}`, sk: "authorization" });

/** A token opens in its own row and revision only. */
const placeOf = (appId: string, revision: number) => `${keyOf(appId).pk}/${revision}`;

/** Authorizations in the table `config`, one item an account, whose revision fences every write. */
export function createDynamoAuthorizations({
  sealer,
  ...options
}: TableOptions & { readonly sealer: Sealer }): AuthorizationStore {
  const table = createTable(options);
  const { opened, written } = sealing(sealer);
  const itemOf = (appId: string) => table.get(keyOf(appId), { consistent: true });

  /** Replaces an authorization whose stored token is `token`, as it says then. */
  async function replace(
    appId: string,
    token: string,
    changes: Partial<Authorization>,
    next: string,
  ): Promise<boolean> {
    const item = await itemOf(appId);
    const stored = item && (await opened(item));
    if (!stored || stored.state === "withdrawn" || stored.refreshToken !== token) return false;
    const { refreshToken: _replaced, ...authorization } = stored;
    const row = await written({ ...authorization, ...changes, revision: stored.revision + 1 }, next);
    return (await table.put(row, isRevision(stored.revision), { signed: true })).done;
  }

  return {
    async get(appId) {
      const item = await itemOf(appId);
      return item && authorizationOf(item);
    },

    async open(appId) {
      const item = await itemOf(appId);
      return item && opened(item);
    },

    rotate: (appId, from, to) => replace(appId, from, { state: "authorized" }, to),
    lose: (appId, refused) => replace(appId, refused, { state: "lost", settled: false }, refused),

    async put(authorization, refreshToken, after) {
      const next: Authorization = { ...authorization, settled: false, revision: after + 1 };
      const row = await written(next, refreshToken);
      const { done } = await table.put(row, after === 0 ? NEVER_STORED : isRevision(after), { signed: true });
      return done ? next : undefined;
    },

    async settle({ appId, state, changedAt }) {
      await table.update(
        keyOf(appId),
        "SET #settled = :settled",
        { ":settled": flag(true) },
        {
          condition: {
            expression: "#state = :state AND #changedAt = :changedAt",
            values: { ":state": text(state), ":changedAt": number(changedAt) },
          },
        },
      );
    },

    list: async (componentAppId) => (await itemsOfKind(table, kindOf(componentAppId))).map(authorizationOf),
  };
}

/** Items and what they say: a token is sealed for its row and revision. */
function sealing(sealer: Sealer) {
  return {
    async opened(item: Item): Promise<OpenedAuthorization> {
      const authorization = authorizationOf(item);
      if (!item.refreshToken) return authorization;
      const place = placeOf(authorization.appId, authorization.revision);
      const refreshToken = await sealer.open("component-tokens", place, unpackSealed(item, "refreshToken"));
      return { ...authorization, refreshToken };
    },
    async written(authorization: Authorization, refreshToken: string | undefined) {
      const { appId, revision } = authorization;
      if (refreshToken === undefined) return attributesOf(authorization);
      const sealed = await sealer.seal("component-tokens", placeOf(appId, revision), refreshToken);
      return { ...attributesOf(authorization), refreshToken: packSealed(sealed) };
    },
  };
}

function isRevision(revision: number): Condition {
  return { expression: "#revision = :revision", values: { ":revision": number(revision) } };
}

function attributesOf(authorization: Authorization) {
  const { appId, componentAppId, state, changedAt, funcs, settled, revision } = authorization;
  const { pk, sk } = keyOf(appId);
  return {
    pk: text(pk),
    sk: text(sk),
    [INDEXES.configByKind.partition]: text(kindOf(componentAppId)),
    appId: text(appId),
    componentAppId: text(componentAppId),
    state: text(state),
    changedAt: number(changedAt),
    funcs: packJson(funcs, "the permission sets"),
    settled: flag(settled),
    revision: number(revision),
  };
}

function authorizationOf(item: Item): Authorization {
  const authorization = authorizationSchema.safeParse({
    appId: textOf(item, "appId"),
    componentAppId: textOf(item, "componentAppId"),
    state: item.state?.S,
    changedAt: numberOf(item, "changedAt"),
    funcs: unpackJson(item, "funcs", authorizationSchema.shape.funcs),
    settled: item.settled?.BOOL,
    revision: numberOf(item, "revision"),
  });
  if (!authorization.success) throw malformed(item, "authorization", authorization.error);
  return authorization.data;
}
