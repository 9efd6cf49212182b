import { randomUUID } from "node:crypto";
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { LOCAL_IDENTITY } from "../aws/identity.ts";
import { AwsError } from "../aws/service.ts";
import type { LocalClock } from "../clock.ts";

/** What was published to a topic; `at` in epoch ms, `n` in the order of arrival. */
export type PublishedMessage = {
  readonly n: number;
  readonly at: number;
  readonly topicArn: string;
  readonly messageId: string;
  readonly subject: string | null;
  readonly message: string;
};

export type Topics = {
  /** Those of the template, and those that were created. */
  arns(): readonly string[];
  /** Creates a standard topic unless it is there, and returns its ARN; throws `AwsError` as SNS does. */
  create(name: string): string;
  /** Keeps a message and returns its id; throws `AwsError` as SNS does. */
  publish(topicArn: string, message: string, subject: string | null): string;
  /** What was published after number `after`, at most 1,000. */
  published(after: number): readonly PublishedMessage[];
  close(): void;
};

/** SNS: 256 KB a message; a subject of 100 printable ASCII characters, the first no blank. */
const MAX_BYTES = 262_144;
const SUBJECT = /^[!-~][ -~]{0,99}$/;
/** Of a standard topic; FIFO topics are not emulated. */
const TOPIC_NAME = /^[A-Za-z0-9_-]{1,256}$/;
const PAGE = 1000;

/**
 * The topics of the template and those that operators create, without subscriptions: what is published is kept in a
 * file for people and tests to read (in memory without `path`).
 */
export function createTopics(options: {
  readonly arns: readonly string[];
  readonly clock: Pick<LocalClock, "now">;
  readonly path?: string;
}): Topics {
  const { clock, path } = options;
  if (path !== undefined) mkdirSync(dirname(path), { recursive: true });
  const db = new DatabaseSync(path ?? ":memory:");
  db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 5000;
    CREATE TABLE IF NOT EXISTS messages (n INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL,
      topicArn TEXT NOT NULL, messageId TEXT NOT NULL, subject TEXT, message TEXT NOT NULL) STRICT;
    CREATE TABLE IF NOT EXISTS created (arn TEXT PRIMARY KEY) STRICT;`);
  const create = db.prepare("INSERT OR IGNORE INTO created VALUES (?)");
  const created = db.prepare("SELECT arn FROM created ORDER BY arn");
  const insert = db.prepare("INSERT INTO messages (at, topicArn, messageId, subject, message) VALUES (?, ?, ?, ?, ?)");
  const select = db.prepare("SELECT * FROM messages WHERE n > ? ORDER BY n LIMIT ?");

  const arns = () => [...new Set([...options.arns, ...created.all().map(({ arn }) => String(arn))])];

  return {
    arns,
    create(name) {
      if (!TOPIC_NAME.test(name)) throw new AwsError("InvalidParameter", "Invalid parameter: Topic Name");
      const arn = `arn:aws:sns:${LOCAL_IDENTITY.region}:${LOCAL_IDENTITY.accountId}:${name}`;
      create.run(arn);
      return arn;
    },
    publish(topicArn, message, subject) {
      if (!arns().includes(topicArn)) throw new AwsError("NotFound", "Topic does not exist", { status: 404 });
      if (message === "") throw new AwsError("InvalidParameter", "Invalid parameter: Empty message");
      if (Buffer.byteLength(message) > MAX_BYTES) {
        throw new AwsError("InvalidParameter", "Invalid parameter: Message too long");
      }
      if (subject !== null && !SUBJECT.test(subject)) {
        throw new AwsError("InvalidParameter", "Invalid parameter: Subject");
      }
      const messageId = randomUUID();
      insert.run(clock.now(), topicArn, messageId, subject, message);
      return messageId;
    },
    published: (after) =>
      select.all(after, PAGE).map((row) => ({
        n: Number(row.n),
        at: Number(row.at),
        topicArn: String(row.topicArn),
        messageId: String(row.messageId),
        subject: row.subject === null ? null : String(row.subject),
        message: String(row.message),
      })),
    close: () => db.close(),
  };
}
