import type { Accounts } from "../../../shared/accounts/application/ports/accounts.ts";
import { createContactBook } from "../../../shared/adapters/wechat-api/books/contact-book.ts";
import { createGroupBook } from "../../../shared/adapters/wechat-api/books/group-book.ts";
import { createLabelBook } from "../../../shared/adapters/wechat-api/books/label-book.ts";
import { createMemberBook } from "../../../shared/adapters/wechat-api/books/member-book.ts";
import type { CallOptions } from "../../../shared/adapters/wechat-api/client/call-endpoint.ts";
import { createDynamoDirectoryStore } from "../../../shared/directory/adapters/dynamo-store.ts";
import { createSqsDirectoryQueue } from "../../../shared/directory/adapters/sqs-queue.ts";
import type { ContactBook } from "../../../shared/directory/application/ports/contact-book.ts";
import type { GroupBook } from "../../../shared/directory/application/ports/group-book.ts";
import type { LabelBook } from "../../../shared/directory/application/ports/label-book.ts";
import type { MemberBook } from "../../../shared/directory/application/ports/member-book.ts";
import type { DirectoryQueue } from "../../../shared/directory/application/ports/queue.ts";
import type { DirectoryStore } from "../../../shared/directory/application/ports/store.ts";
import type { NewId } from "../../../shared/kernel/application/ports/runtime.ts";
import { requireEnv } from "../../../shared/lambda/env.ts";
import { ENV } from "../../../shared/names.ts";
import type { TableOptions } from "../../../shared/platform/dynamodb/table.ts";
import type { connectSqs } from "../../../shared/platform/sqs/connect.ts";
import type { Runtime } from "../http/runtime.ts";

/** What the routes of contacts, groups and labels need. */
export type DirectoryPorts = Runtime & {
  readonly accounts: Pick<Accounts, "get">;
  /** The views, as of the last sync and the changes since. */
  readonly directory: DirectoryStore;
  readonly directoryQueue: DirectoryQueue;
  readonly contactBook: ContactBook;
  readonly groupBook: GroupBook;
  readonly memberBook: MemberBook;
  readonly labelBook: LabelBook;
  readonly newId: NewId;
};

/** The ports that the directory brings, by the environment. */
export function createDirectoryPorts({
  journal,
  sqs,
  calls,
}: {
  readonly journal: TableOptions;
  readonly sqs: ReturnType<typeof connectSqs>;
  readonly calls: CallOptions;
}): Omit<DirectoryPorts, keyof Runtime | "accounts" | "newId"> {
  return {
    directory: createDynamoDirectoryStore(journal),
    directoryQueue: createSqsDirectoryQueue({ client: sqs, queueUrl: requireEnv(ENV.directoryQueueUrl) }),
    contactBook: createContactBook(calls),
    groupBook: createGroupBook(calls),
    memberBook: createMemberBook(calls),
    labelBook: createLabelBook(calls),
  };
}
