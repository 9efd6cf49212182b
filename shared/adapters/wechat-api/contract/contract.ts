import type { Endpoint } from "./endpoint.ts";
import { contacts } from "./modules/contacts.ts";
import { favor } from "./modules/favor.ts";
import { finderChannel } from "./modules/finder/channel.ts";
import { finderVideo } from "./modules/finder/video.ts";
import { group } from "./modules/group.ts";
import { im } from "./modules/im.ts";
import { label } from "./modules/label.ts";
import { login } from "./modules/login.ts";
import { message } from "./modules/message.ts";
import { messageDownload } from "./modules/message-download.ts";
import { personal } from "./modules/personal.ts";
import { sns } from "./modules/sns.ts";

/** The whole contract: `contract[module][method]` is the endpoint `/module/method`. */
export const contract = {
  login,
  contacts,
  im,
  group,
  message: { ...message, ...messageDownload },
  sns,
  label,
  personal,
  favor,
  finder: { ...finderChannel, ...finderVideo },
} as const;

const byPath: ReadonlyMap<string, Endpoint> = new Map(
  Object.values(contract).flatMap((endpoints) =>
    Object.values<Endpoint>(endpoints).map((row): [string, Endpoint] => [row.path, row]),
  ),
);

/** Every endpoint of the contract. */
export function allEndpoints(): Endpoint[] {
  return [...byPath.values()];
}

/** The endpoint with a path below the base URL, `/message/postText`. */
export function findEndpoint(path: string): Endpoint | undefined {
  return byPath.get(path);
}
