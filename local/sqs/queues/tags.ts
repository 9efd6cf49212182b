import { type Core, queueNamed } from "./queue.ts";
import { updateQueue } from "./update.ts";

/** All throw AwsError QueueDoesNotExist. */
export type Tags = {
  listQueueTags(name: string): Record<string, string>;
  tagQueue(name: string, tags: Record<string, string>): void;
  untagQueue(name: string, keys: readonly string[]): void;
};

export function createTags(core: Core): Tags {
  return {
    listQueueTags: (name) => ({ ...queueNamed(core, name).kept.tags }),
    tagQueue(name, tags) {
      const queue = queueNamed(core, name);
      updateQueue(core, queue, { tags: { ...queue.kept.tags, ...tags } });
    },
    untagQueue(name, keys) {
      const queue = queueNamed(core, name);
      const left = Object.entries(queue.kept.tags).filter(([key]) => !keys.includes(key));
      updateQueue(core, queue, { tags: Object.fromEntries(left) });
    },
  };
}
