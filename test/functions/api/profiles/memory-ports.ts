import type { createProfilePorts } from "../../../../functions/api/profiles/ports.ts";
import { createMemoryProfiles } from "../../../../shared/profiles/adapters/memory-profiles.ts";

export function memoryProfilePorts(): ReturnType<typeof createProfilePorts> {
  return { profiles: createMemoryProfiles() };
}
