import type { createDirectoryPorts } from "../../../../functions/api/directory/ports.ts";
import { createContactBook } from "../../../../shared/adapters/wechat-api/books/contact-book.ts";
import { createGroupBook } from "../../../../shared/adapters/wechat-api/books/group-book.ts";
import { createLabelBook } from "../../../../shared/adapters/wechat-api/books/label-book.ts";
import { createMemberBook } from "../../../../shared/adapters/wechat-api/books/member-book.ts";
import type { CallOptions } from "../../../../shared/adapters/wechat-api/client/call-endpoint.ts";
import { createMemoryDirectory } from "../../../../shared/directory/adapters/memory-directory.ts";
import type { DirectoryQueue } from "../../../../shared/directory/application/ports/queue.ts";

/** The directory's views in memory; its books are those over WechatApi, whose calls end in a recording gateway. */
export function memoryDirectoryPorts(
  calls: CallOptions,
  directoryQueue: DirectoryQueue,
): ReturnType<typeof createDirectoryPorts> {
  return {
    directory: createMemoryDirectory(),
    directoryQueue,
    contactBook: createContactBook(calls),
    groupBook: createGroupBook(calls),
    memberBook: createMemberBook(calls),
    labelBook: createLabelBook(calls),
  };
}
