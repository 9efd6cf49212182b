import * as z from "zod";
import { type Account, appIdSchema, tagSchema, tagsSchema } from "../../accounts/domain/account.ts";
import { isFromFleet } from "../../accounts/domain/own-message.ts";
import { isFromService } from "../../accounts/domain/services.ts";
import {
  type DeliveryOrder,
  MESSAGE_ROUTED,
  routedId,
  targetSchema,
  webhookIdSchema,
} from "../../deliveries/domain/delivery.ts";
import type { Envelope } from "../../inbound/domain/envelope.ts";
import { isInShare, shareSchema } from "../../kernel/domain/share.ts";
import type { InboundMessage } from "../../messages/domain/inbound-message.ts";
import { kindsSchema } from "../../messages/domain/kinds-schema.ts";

const ids = z.array(z.string().trim().min(1).max(128)).min(1).max(5000);

/** One entry of the routing table: which messages it steers, and where to. */
export const routeSchema = z.strictObject({
  id: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, "an id has 1 to 64 letters, digits, '_' or '-'"),
  name: z.string().min(1).max(200),
  /** What it steers; there is one kind of entry yet. */
  type: z.literal("messages").default("messages"),
  enabled: z.boolean().default(true),
  /** Higher goes first; equal ones keep their order in the list. */
  priority: z.int().min(-1000).max(1000).default(0),
  /** Only for these accounts, and for those with one of the `tags`; all where both are left out. */
  accounts: z.array(appIdSchema).min(1).max(5000).optional(),
  tags: z.array(tagSchema).min(1).max(100).optional(),
  chat: z.enum(["any", "private", "group"]).default("any"),
  /** Ids of conversations: groups, or people in private. */
  conversations: ids.optional(),
  /** wxids of the people who write. */
  senders: ids.optional(),
  /** Only people whose profile has one of these tags. */
  userTags: tagsSchema.min(1).optional(),
  kinds: kindsSchema.optional(),
  /** Only a share of the people who write. */
  share: shareSchema.optional(),
  /** What the fleet's own accounts wrote as well. It is never answered. */
  own: z.boolean().default(false),
  targets: z.array(targetSchema).min(1).max(5),
  /** Further entries and the rules still see the message. */
  continue: z.boolean().default(true),
});

export type Route = z.infer<typeof routeSchema>;

const webhook = {
  url: z.string().min(1).max(2048),
  /** How long it may take to answer. */
  timeoutSeconds: z.int().min(1).max(10).default(5),
};

/** A webhook as an operator writes it. */
export const webhookInputSchema = z.strictObject(webhook);

/** `secretVersion` grows with each new secret; the one before is good for a day after `secretSince` (epoch ms). */
const webhookSchema = z.strictObject({ ...webhook, secretVersion: z.int().min(0), secretSince: z.number() });

export type Webhook = z.infer<typeof webhookSchema>;

const entries = z.array(routeSchema).max(200);

/** The routing table as an operator writes it. */
export const routingDraftSchema = z
  .strictObject({ entries, webhooks: z.record(webhookIdSchema, webhookInputSchema).default({}) })
  .superRefine((draft, context) => {
    const seen = new Set<string>();
    for (const [index, { id, targets }] of draft.entries.entries()) {
      if (seen.has(id)) {
        context.addIssue({ code: "custom", path: ["entries", index, "id"], message: `'${id}' is there twice` });
      }
      seen.add(id);
      for (const [at, target] of targets.entries()) {
        if (target.type !== "webhook" || Object.hasOwn(draft.webhooks, target.webhook)) continue;
        const path = ["entries", index, "targets", at, "webhook"];
        context.addIssue({ code: "custom", path, message: `there is no webhook '${target.webhook}'` });
      }
    }
  });

export type RoutingDraft = z.infer<typeof routingDraftSchema>;

/** One published, immutable state of the table. Version 0 is the empty one before the first publication. */
export const routingTableSchema = z.object({
  version: z.int(),
  entries,
  webhooks: z.record(z.string(), webhookSchema),
  publishedAt: z.number(),
  publishedBy: z.string(),
});

export type RoutingTable = z.infer<typeof routingTableSchema>;

export const NO_ROUTING: RoutingTable = { version: 0, entries: [], webhooks: {}, publishedAt: 0, publishedBy: "" };

/** Where a message goes; `stop`: the rules do not see it. */
export type Routed = { readonly orders: readonly DeliveryOrder[]; readonly stop: boolean };

/** What a message is routed by, beside the table. */
export type RoutingCircumstances = {
  readonly account: Account;
  /** wxids of all accounts of the fleet. */
  readonly ownWxids: ReadonlySet<string>;
  readonly now: number;
  /** The tags in the profile of the person who wrote; only wanted where `wantsUserTags` says so. */
  readonly userTags?: ReadonlySet<string> | undefined;
};

/** A published table, ready to be asked. */
export type Router = {
  readonly table: RoutingTable;
  /** Whether some entry depends on the tags of the person who wrote, and on nothing else that does not fit. */
  wantsUserTags(message: InboundMessage, circumstances: RoutingCircumstances): boolean;
  /** Pure: the same message, circumstances and table always give the same orders with the same ids. */
  route(envelope: Pick<Envelope, "dedupKey">, message: InboundMessage, circumstances: RoutingCircumstances): Routed;
};

export function createRouter(table: RoutingTable): Router {
  const inOrder = table.entries.filter(({ enabled }) => enabled).sort((a, b) => b.priority - a.priority);
  const matchers = inOrder.map((entry) => ({ entry, matches: matcher(entry) }));

  /** By all but the tags of the person who wrote. */
  function fitting(message: InboundMessage, account: Account, isOwn: boolean): Route[] {
    return matchers.flatMap(({ entry, matches }) =>
      (!isOwn || entry.own) && matches(message, account) ? [entry] : [],
    );
  }

  return {
    table,
    wantsUserTags(message, { account, ownWxids }) {
      const isOwn = isFromFleet(message, account, ownWxids);
      return fitting(message, account, isOwn).some(({ userTags }) => userTags !== undefined);
    },
    route({ dedupKey }, message, { account, ownWxids, now, userTags }) {
      const orders = new Map<string, DeliveryOrder>();
      const isOwn = isFromFleet(message, account, ownWxids);
      const isService = isFromService(message);
      for (const entry of fitting(message, account, isOwn)) {
        if (entry.userTags && !entry.userTags.some((tag) => userTags?.has(tag))) continue;
        for (const target of entry.targets) {
          const id = routedId(message.appId, dedupKey, target);
          if (orders.has(id)) continue;
          const origin = { by: "route", id: entry.id, tableVersion: table.version } as const;
          const order: DeliveryOrder = { id, target, type: MESSAGE_ROUTED, origin, at: now };
          orders.set(
            id,
            isOwn || (isService && !entry.senders?.includes(message.sender)) ? { ...order, unanswerable: true } : order,
          );
        }
        if (!entry.continue) return { orders: [...orders.values()], stop: true };
      }
      return { orders: [...orders.values()], stop: false };
    },
  };
}

function matcher(entry: Route): (message: InboundMessage, account: Account) => boolean {
  const accounts = new Set(entry.accounts);
  const tags = new Set(entry.tags);
  const conversations = entry.conversations && new Set(entry.conversations);
  const senders = entry.senders && new Set(entry.senders);
  const kinds = entry.kinds && new Set<string>(entry.kinds);
  const anyAccount = !(entry.accounts || entry.tags);
  return (message, account) =>
    (anyAccount || accounts.has(account.appId) || account.tags.some((tag) => tags.has(tag))) &&
    (entry.chat === "any" || entry.chat === message.chat) &&
    (conversations?.has(message.conversationId) ?? true) &&
    (senders?.has(message.sender) ?? true) &&
    (kinds?.has(message.kind) ?? true) &&
    (entry.share === undefined || isInShare(message.sender || message.conversationId, entry.share));
}
