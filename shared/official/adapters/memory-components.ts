import type { ComponentCredential, Components } from "../application/ports/components.ts";
import type { Component } from "../domain/component.ts";

type Row = { readonly component: Component; readonly credential: ComponentCredential };

/** Third-party platforms in memory. */
export function createMemoryComponents(): Components {
  const rows = new Map<string, Row>();
  return {
    async get(componentAppId) {
      return rows.get(componentAppId)?.component;
    },
    async list() {
      return [...rows.values()].map(({ component }) => component);
    },
    async credentialOf(componentAppId) {
      return rows.get(componentAppId)?.credential;
    },
    async keepTicket(componentAppId, value, createdAt, receivedAt) {
      const row = rows.get(componentAppId);
      if (!row || (row.component.ticket?.createdAt ?? 0) >= createdAt) return false;
      rows.set(componentAppId, {
        component: { ...row.component, ticket: { createdAt, receivedAt } },
        credential: { ...row.credential, ticket: { value, createdAt } },
      });
      return true;
    },
    async put(given, appSecret, after) {
      const row = rows.get(given.componentAppId);
      if ((row?.component.revision ?? 0) !== after) return undefined;
      const ticket = row?.component.ticket;
      const component: Component = { ...given, revision: after + 1, ...(ticket ? { ticket } : {}) };
      rows.set(given.componentAppId, { component, credential: { appSecret, ticket: row?.credential.ticket } });
      return component;
    },
  };
}
