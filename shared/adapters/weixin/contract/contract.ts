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

const byName: ReadonlyMap<string, WeixinEndpoint> = new Map(
  Object.entries(contract).flatMap(([family, endpoints]) =>
    Object.entries<WeixinEndpoint>(endpoints).map(([method, row]): [string, WeixinEndpoint] => [
      `${family}.${method}`,
      row,
    ]),
  ),
);

/** Every endpoint of the contract with its name, `menus.create`. */
export function allEndpoints(): { readonly name: string; readonly endpoint: WeixinEndpoint }[] {
  return [...byName].map(([name, endpoint]) => ({ name, endpoint }));
}

export function findEndpoint(name: string): WeixinEndpoint | undefined {
  return byName.get(name);
}
