import { randomUUID } from "node:crypto";
import * as z from "zod";
import { parseInput } from "../parse-input.ts";
import { AwsError } from "../service.ts";
import { describeSecret, findSecret, identify } from "./description.ts";
import type { Secret, SecretsFile } from "./file.ts";

const byId = z.object({ SecretId: z.string().min(1) });
/** Secrets Manager takes 65,536 bytes. */
const secretString = z.string().refine((value) => Buffer.byteLength(value) <= 65_536, {
  error: "Value at 'secretString' failed to satisfy constraint: Member must have length less than or equal to 65536",
});
const newSecret = z.object({
  Name: z.string().regex(/^[A-Za-z0-9/_+=.@-]{1,512}$/),
  SecretString: secretString.default(""),
  Description: z.string().optional(),
});
const newValue = byId.extend({ SecretString: secretString });
const changedParts = byId.extend({
  SecretString: secretString.optional(),
  Description: z.string().optional(),
});

export type SecretsAction = (input: Record<string, unknown>) => object;

/** Adds a secret to the file; `now`: epoch seconds. */
export function addSecret(file: SecretsFile, name: string, about: Pick<Secret, "value" | "description">, now: number) {
  const { value, description } = about;
  const secret = { value, versionId: randomUUID(), createdAt: now, changedAt: now };
  const stored = description === undefined ? secret : { ...secret, description };
  file.write({ ...file.read(), [name]: stored });
  return stored;
}

/** The actions of Secrets Manager over a file; `seconds`: the time, epoch seconds. */
export function secretsActions(file: SecretsFile, seconds: () => number): Readonly<Record<string, SecretsAction>> {
  /** Writes a changed secret and returns it with its name. */
  function change(id: string, changes: Partial<Secret>): [string, Secret] {
    const secrets = file.read();
    const [name, secret] = findSecret(secrets, id);
    const changed = { ...secret, ...changes, changedAt: seconds() };
    file.write({ ...secrets, [name]: changed });
    return [name, changed];
  }

  return {
    GetSecretValue(input) {
      const [name, secret] = findSecret(file.read(), parseInput(byId, input).SecretId);
      const { value: SecretString, changedAt: CreatedDate } = secret;
      return { ...identify(name, secret), SecretString, VersionStages: ["AWSCURRENT"], CreatedDate };
    },
    DescribeSecret: (input) => describeSecret(...findSecret(file.read(), parseInput(byId, input).SecretId)),
    ListSecrets: () => ({ SecretList: Object.entries(file.read()).map((entry) => describeSecret(...entry)) }),
    CreateSecret(input) {
      const { Name, SecretString, Description } = parseInput(newSecret, input);
      if (Object.hasOwn(file.read(), Name)) {
        const message = `The operation failed because the secret ${Name} already exists.`;
        throw new AwsError("ResourceExistsException", message);
      }
      return identify(Name, addSecret(file, Name, { value: SecretString, description: Description }, seconds()));
    },
    PutSecretValue(input) {
      const { SecretId, SecretString } = parseInput(newValue, input);
      const changed = change(SecretId, { value: SecretString, versionId: randomUUID() });
      return { ...identify(...changed), VersionStages: ["AWSCURRENT"] };
    },
    UpdateSecret(input) {
      const { SecretId, SecretString, Description } = parseInput(changedParts, input);
      const changed = change(SecretId, {
        ...(SecretString === undefined ? {} : { value: SecretString, versionId: randomUUID() }),
        ...(Description === undefined ? {} : { description: Description }),
      });
      return identify(...changed);
    },
  };
}
