import type { createProfilePorts } from "../../../../functions/api/profiles/ports.ts";
import { createMemoryPersonLinks } from "../../../../shared/profiles/adapters/memory-person-links.ts";
import { createMemoryProfiles } from "../../../../shared/profiles/adapters/memory-profiles.ts";

export function memoryProfilePorts(): ReturnType<typeof createProfilePorts> {
  return { profiles: createMemoryProfiles(), personLinks: createMemoryPersonLinks() };
}
