import type { createLoginPorts } from "../../../../functions/api/logins/ports.ts";
import { createMemoryLogins } from "../../../../shared/logins/adapters/memory-logins.ts";
import { createMemoryNewDevices } from "../../../../shared/logins/adapters/memory-new-devices.ts";
import { aLoginGateway } from "../../../support/a-login-gateway.ts";

export function memoryLoginPorts(): ReturnType<typeof createLoginPorts> {
  return {
    loginGateway: aLoginGateway(),
    logins: createMemoryLogins(),
    newDevices: createMemoryNewDevices(),
    newKey: () => "k".repeat(32),
    publicUrl: "https://fleet.example.com",
  };
}
