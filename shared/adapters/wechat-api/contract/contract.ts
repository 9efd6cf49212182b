import { contacts } from "./contacts.ts";
import type { Endpoint } from "./endpoint.ts";
import { favor } from "./favor.ts";
import { finderChannel } from "./finder-channel.ts";
import { finderVideo } from "./finder-video.ts";
import { group } from "./group.ts";
import { im } from "./im.ts";
import { label } from "./label.ts";
import { login } from "./login.ts";
import { message } from "./message.ts";
import { messageDownload } from "./message-download.ts";
import { personal } from "./personal.ts";
import { sns } from "./sns.ts";

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
