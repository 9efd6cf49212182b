import type { Accounts } from "../../../shared/accounts/application/ports/accounts.ts";
import type { Conversations } from "../../../shared/conversations/application/ports/conversations.ts";
import type { TableOptions } from "../../../shared/platform/dynamodb/table.ts";
import { createDynamoPersonLinks } from "../../../shared/profiles/adapters/dynamo-person-links.ts";
import { createDynamoProfiles } from "../../../shared/profiles/adapters/dynamo-profiles.ts";
import type { PersonLinks } from "../../../shared/profiles/application/ports/person-links.ts";
import type { Profiles } from "../../../shared/profiles/application/ports/profiles.ts";
import type { ProfileScope } from "../../../shared/profiles/domain/change.ts";
import type { Runtime } from "../http/runtime.ts";

/** What the routes of profiles need. */
export type ProfilePorts = Pick<Runtime, "clock" | "metrics"> & {
  readonly accounts: Pick<Accounts, "get">;
  readonly conversations: Pick<Conversations, "read" | "change">;
  readonly profiles: Profiles;
  readonly personLinks: PersonLinks;
  /** Ends a person's sessions on web pages. */
  readonly endSessionsNow: (appId: string, openid: string) => Promise<void>;
  /** Removes what WeChat gave the platform for a person. */
  readonly forgetTokens: (appId: string, openid: string) => Promise<void>;
  /** Whose messages make profiles. */
  readonly profileScope: ProfileScope;
};

/** The ports that profiles bring. */
export function createProfilePorts({
  journal,
}: {
  readonly journal: TableOptions;
}): Pick<ProfilePorts, "profiles" | "personLinks"> {
  return { profiles: createDynamoProfiles(journal), personLinks: createDynamoPersonLinks(journal) };
}
