import { createHash, randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import * as z from "zod";
import type { LocalClock } from "../../clock.ts";
import { LOCAL_IDENTITY } from "../identity.ts";
import { AwsError, type AwsService } from "../service.ts";

const entrySchema = z.object({
  value: z.string(),
  description: z.string().optional(),
  versionId: z.string().default("AWSCURRENT"),
  /** Epoch seconds. */
  createdAt: z.number().default(0),
  changedAt: z.number().default(0),
});
const fileSchema = z.record(z.string(), entrySchema);
type Entry = z.infer<typeof entrySchema>;

const byId = z.object({ SecretId: z.string().min(1) });
const newSecret = z.object({
  Name: z.string().regex(/^[A-Za-z0-9/_+=.@-]{1,512}$/),
  SecretString: z.string().max(65_536).default(""),
  Description: z.string().optional(),
});
const newValue = byId.extend({ SecretString: z.string().max(65_536) });
const changes = byId.extend({ SecretString: z.string().max(65_536).optional(), Description: z.string().optional() });

export type SecretsService = AwsService & {
  /** Creates the secret unless it is there already; returns its ARN. */
  ensure(name: string, initialValue: string): string;
};

/**
 * Secrets Manager on one JSON file, `{ "<name>": { "value": "…" } }`, readable by its owner only. The file is read at
 * every call, so that what a person edits counts at once.
 */
export function createSecretsService(options: { path: string; clock: Pick<LocalClock, "now"> }): SecretsService {
  const { path, clock } = options;
  const seconds = () => clock.now() / 1000;

  const read = (): Record<string, Entry> => {
    if (!existsSync(path)) return {};
    return fileSchema.parse(JSON.parse(readFileSync(path, "utf8")));
  };
  const write = (secrets: Record<string, Entry>) => {
    mkdirSync(dirname(path), { recursive: true });
    const next = `${path}.${randomUUID()}.tmp`;
    writeFileSync(next, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600, flush: true });
    renameSync(next, path);
  };
  const create = (secrets: Record<string, Entry>, name: string, value: string, description?: string): Entry => {
    const now = seconds();
    const entry = { value, versionId: randomUUID(), createdAt: now, changedAt: now };
    const stored = description === undefined ? entry : { ...entry, description };
    write({ ...secrets, [name]: stored });
    return stored;
  };

  const actions: Record<string, (input: Record<string, unknown>) => object> = {
    GetSecretValue(input) {
      const [name, entry] = find(read(), parse(byId, input).SecretId);
      return {
        ...identity(name, entry),
        SecretString: entry.value,
        VersionStages: ["AWSCURRENT"],
        CreatedDate: entry.changedAt,
      };
    },
    DescribeSecret(input) {
      const [name, entry] = find(read(), parse(byId, input).SecretId);
      return describe(name, entry);
    },
    ListSecrets() {
      return { SecretList: Object.entries(read()).map(([name, entry]) => describe(name, entry)) };
    },
    CreateSecret(input) {
      const { Name, SecretString, Description } = parse(newSecret, input);
      const secrets = read();
      if (Object.hasOwn(secrets, Name))
        throw new AwsError(
          "ResourceExistsException",
          `The operation failed because the secret ${Name} already exists.`,
        );
      return identity(Name, create(secrets, Name, SecretString, Description));
    },
    PutSecretValue(input) {
      const { SecretId, SecretString } = parse(newValue, input);
      const secrets = read();
      const [name, entry] = find(secrets, SecretId);
      const changed = { ...entry, value: SecretString, versionId: randomUUID(), changedAt: seconds() };
      write({ ...secrets, [name]: changed });
      return { ...identity(name, changed), VersionStages: ["AWSCURRENT"] };
    },
    UpdateSecret(input) {
      const { SecretId, SecretString, Description } = parse(changes, input);
      const secrets = read();
      const [name, entry] = find(secrets, SecretId);
      const changed = {
        ...entry,
        ...(SecretString === undefined ? {} : { value: SecretString, versionId: randomUUID() }),
        ...(Description === undefined ? {} : { description: Description }),
        changedAt: seconds(),
      };
      write({ ...secrets, [name]: changed });
      return identity(name, changed);
    },
  };

  return {
    targetPrefix: "secretsmanager",
    contentType: "application/x-amz-json-1.1",
    async handle(action, input) {
      const act = Object.hasOwn(actions, action) ? actions[action] : undefined;
      if (!act) throw new AwsError("UnknownOperationException", `Secrets Manager has no ${action} here`);
      return act(input);
    },
    ensure(name, initialValue) {
      const secrets = read();
      if (!Object.hasOwn(secrets, name)) create(secrets, name, initialValue);
      return secretArn(name);
    },
  };
}

function parse<T>(schema: z.ZodType<T>, input: unknown): T {
  const result = schema.safeParse(input);
  if (!result.success) throw new AwsError("ValidationException", z.prettifyError(result.error));
  return result.data;
}

/** By name, by ARN, or by ARN without its six random characters, as AWS accepts them. */
function find(secrets: Record<string, Entry>, id: string): [string, Entry] {
  for (const [name, entry] of Object.entries(secrets)) {
    const arn = secretArn(name);
    if (id === name || id === arn || id === arn.slice(0, -7)) return [name, entry];
  }
  throw new AwsError("ResourceNotFoundException", "Secrets Manager can't find the specified secret.");
}

/** The ARN of a secret; its six last characters, random on AWS, follow from the name here. */
export function secretArn(name: string): string {
  const suffix = createHash("sha256").update(name).digest("hex").slice(0, 6);
  return `arn:aws:secretsmanager:${LOCAL_IDENTITY.region}:${LOCAL_IDENTITY.accountId}:secret:${name}-${suffix}`;
}

function identity(name: string, entry: Entry) {
  return { ARN: secretArn(name), Name: name, VersionId: entry.versionId };
}

function describe(name: string, entry: Entry) {
  return {
    ARN: secretArn(name),
    Name: name,
    ...(entry.description === undefined ? {} : { Description: entry.description }),
    CreatedDate: entry.createdAt,
    LastChangedDate: entry.changedAt,
    SecretVersionsToStages: { [entry.versionId]: ["AWSCURRENT"] },
  };
}
