import { createCall } from "../../shared/platform/aws/caller.ts";
import type { Service } from "../../shared/platform/aws/service.ts";

const SETTINGS = { region: "us-east-1", credentials: { accessKeyId: "local", secretAccessKey: "local" } };

/** Makes a client of the SDK send its commands by the light client, which stands for it in some bundles. */
export function sendLightly<Client extends { send: unknown }>(
  client: Client,
  service: Service,
  endpoint: string,
): Client {
  const call = createCall(service, { ...SETTINGS, endpoint, maxAttempts: 1 });
  const send = (command: { constructor: { name: string }; input: object }) =>
    call(command.constructor.name.replace(/Command$/, ""), command.input);
  return Object.assign(client, { send });
}
