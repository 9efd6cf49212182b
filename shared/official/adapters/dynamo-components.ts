import type { Sealer } from "../../kernel/application/ports/sealer.ts";
import { INDEXES } from "../../names.ts";
import { assign } from "../../platform/dynamodb/assignment.ts";
import { type Item, keyPart, malformed, number, numberOf, text, textOf } from "../../platform/dynamodb/attributes.ts";
import type { Condition } from "../../platform/dynamodb/expressions.ts";
import { itemsOfKind } from "../../platform/dynamodb/of-kind.ts";
import { packSealed, unpackSealed } from "../../platform/dynamodb/sealed-text.ts";
import { createTable, NEVER_STORED, type TableOptions } from "../../platform/dynamodb/table.ts";
import type { Components } from "../application/ports/components.ts";
import { type Component, componentSchema } from "../domain/component.ts";

/** The kind under which the index `byKind` lists them. */
const COMPONENT = "component";

/** A ticket follows the stored one, which must be older; and a platform must be there. */
const NEWER: Condition = {
  expression:
    "attribute_exists(#pk) AND (attribute_not_exists(#ticketCreatedAt) OR #ticketCreatedAt < :ticketCreatedAt)",
};

const keyOf = (componentAppId: string) => ({ pk: `component#${keyPart(componentAppId)}`, sk: COMPONENT });

const secretPlace = (componentAppId: string, revision: number) => `${keyOf(componentAppId).pk}/secret/${revision}`;
const ticketPlace = (componentAppId: string, createdAt: number) => `${keyOf(componentAppId).pk}/ticket/${createdAt}`;

/** Third-party platforms in the table `config`: one item each, with its AppSecret and its newest ticket, both sealed. */
export function createDynamoComponents({ sealer, ...options }: TableOptions & { readonly sealer: Sealer }): Components {
  const table = createTable(options);

  return {
    async get(componentAppId) {
      const item = await table.get(keyOf(componentAppId), { consistent: true });
      return item && componentOf(item);
    },

    list: async () => (await itemsOfKind(table, COMPONENT)).map(componentOf),

    async credentialOf(componentAppId) {
      const item = await table.get(keyOf(componentAppId), { consistent: true });
      if (!item) return undefined;
      const { revision, ticket } = componentOf(item);
      const place = secretPlace(componentAppId, revision);
      const appSecret = await sealer.open("component-tokens", place, unpackSealed(item, "appSecret"));
      if (!ticket) return { appSecret, ticket };
      const at = ticketPlace(componentAppId, ticket.createdAt);
      const value = await sealer.open("component-tokens", at, unpackSealed(item, "ticket"));
      return { appSecret, ticket: { value, createdAt: ticket.createdAt } };
    },

    async keepTicket(componentAppId, ticket, createdAt, receivedAt) {
      const sealed = await sealer.seal("component-tokens", ticketPlace(componentAppId, createdAt), ticket);
      const { expression, placeholders } = assign({
        ticket: packSealed(sealed),
        ticketCreatedAt: number(createdAt),
        ticketReceivedAt: number(receivedAt),
      });
      const written = await table.update(keyOf(componentAppId), `SET ${expression}`, placeholders, {
        condition: NEWER,
        signed: true,
      });
      return written.done;
    },

    async put(component, appSecret, after) {
      const { componentAppId, name, loginPage, updatedAt } = component;
      const revision = after + 1;
      const sealed = await sealer.seal("component-tokens", secretPlace(componentAppId, revision), appSecret);
      const { expression, placeholders } = assign({
        [INDEXES.configByKind.partition]: text(COMPONENT),
        componentAppId: text(componentAppId),
        name: text(name),
        appSecret: packSealed(sealed),
        revision: number(revision),
        updatedAt: number(updatedAt),
        ...(loginPage === undefined ? {} : { loginPage: text(loginPage) }),
      });
      const update = `SET ${expression}${loginPage === undefined ? " REMOVE #loginPage" : ""}`;
      const written = await table.update(keyOf(componentAppId), update, placeholders, {
        condition: after === 0 ? NEVER_STORED : isRevision(after),
        returns: "ALL_NEW",
        signed: true,
      });
      return written.done && written.attributes ? componentOf(written.attributes) : undefined;
    },
  };
}

function isRevision(revision: number): Condition {
  return { expression: "#revision = :after", values: { ":after": number(revision) } };
}

function componentOf(item: Item): Component {
  const component = componentSchema.safeParse({
    componentAppId: textOf(item, "componentAppId"),
    name: textOf(item, "name"),
    ...(item.loginPage ? { loginPage: textOf(item, "loginPage") } : {}),
    revision: numberOf(item, "revision"),
    updatedAt: numberOf(item, "updatedAt"),
    ...(item.ticket
      ? { ticket: { createdAt: numberOf(item, "ticketCreatedAt"), receivedAt: numberOf(item, "ticketReceivedAt") } }
      : {}),
  });
  if (!component.success) throw malformed(item, COMPONENT, component.error);
  return component.data;
}
