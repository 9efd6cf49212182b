import type { WeixinEndpoint } from "./endpoint.ts";
import { analytics } from "./modules/analytics.ts";
import { comments } from "./modules/articles/comments.ts";
import { drafts } from "./modules/articles/drafts.ts";
import { massSending } from "./modules/articles/mass-sending.ts";
import { materials } from "./modules/articles/materials.ts";
import { publishing } from "./modules/articles/publishing.ts";
import { base } from "./modules/base.ts";
import { checks } from "./modules/checks.ts";
import { customerService } from "./modules/customer-service.ts";
import { customerServiceSessions } from "./modules/customer-service-desk/sessions.ts";
import { customerServiceStaff } from "./modules/customer-service-desk/staff.ts";
import { links } from "./modules/links.ts";
import { media } from "./modules/media.ts";
import { mediaFiles } from "./modules/media-files.ts";
import { menus } from "./modules/menus.ts";
import { miniPrograms } from "./modules/mini-programs.ts";
import { qrCodes } from "./modules/qr-codes.ts";
import { quota } from "./modules/quota.ts";
import { subscriptions } from "./modules/subscriptions.ts";
import { tags } from "./modules/tags.ts";
import { templates } from "./modules/templates.ts";
import { users } from "./modules/users.ts";

/** The whole contract: `contract[family][method]` is the endpoint named `family.method`. */
export const contract = {
  customerService: { ...customerService, ...customerServiceStaff, ...customerServiceSessions },
  media: { ...media, ...mediaFiles },
  materials,
  menus,
  users,
  tags,
  qrCodes,
  links,
  drafts,
  publishing,
  massSending,
  comments,
  checks,
  templates,
  subscriptions,
  miniPrograms,
  analytics,
  quota,
  base,
} as const;

/** What families hold, by names as `menus.create`. */
export function namedIn<T>(families: Readonly<Record<string, Readonly<Record<string, T>>>>): ReadonlyMap<string, T> {
  return new Map(
    Object.entries(families).flatMap(([family, members]) =>
      Object.entries(members).map(([method, member]): [string, T] => [`${family}.${method}`, member]),
    ),
  );
}

const byName: ReadonlyMap<string, WeixinEndpoint> = namedIn<WeixinEndpoint>(contract);

/** Every endpoint of the contract with its name, `menus.create`. */
export function allEndpoints(): { readonly name: string; readonly endpoint: WeixinEndpoint }[] {
  return [...byName].map(([name, endpoint]) => ({ name, endpoint }));
}

export function findEndpoint(name: string): WeixinEndpoint | undefined {
  return byName.get(name);
}
