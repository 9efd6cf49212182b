import * as z from "zod";
import { appIdSchema } from "../../../shared/accounts/domain/account.ts";
import { officialAppIdSchema } from "../../../shared/accounts/domain/channel.ts";
import {
  appSecretSchema,
  encodingAesKeySchema,
  encryptionModes,
  lanesSchema,
  replyModes,
  tokenSchema,
} from "../../../shared/official/domain/credentials.ts";
import { LONGEST_KEEP_OLD_FOR } from "../../../shared/official/domain/credentials-change.ts";

/** Of which rows, and which of their changes, is meant: `<keys>.<credential>`. */
export const revisionSchema = z.string().regex(/^\d{1,9}\.\d{1,9}$/, "a revision is that of the last answer, e.g. 2.1");

/** Members that an account of a third-party platform has not. */
const OWN = ["token", "encodingAesKey", "mode", "appSecret", "keepOldFor"] as const;

/** What an operator gives of an account's credentials; what is left out stays. */
export const credentialsInput = z
  .strictObject({
    token: tokenSchema.exactOptional(),
    encodingAesKey: encodingAesKeySchema.exactOptional(),
    mode: z.enum(encryptionModes).exactOptional(),
    lanes: lanesSchema.nullable().exactOptional(),
    replyMode: z.enum(replyModes).exactOptional(),
    /** Seconds for which replaced keys are still accepted; ten minutes where it is left out. */
    keepOldFor: z.int().min(0).max(LONGEST_KEEP_OLD_FOR).exactOptional(),
    appSecret: appSecretSchema.exactOptional(),
    /** The AppID of the third-party platform that the account authorized. */
    component: appIdSchema.pipe(officialAppIdSchema).exactOptional(),
    revision: revisionSchema.exactOptional(),
  })
  .superRefine((body, context) => {
    const members = Object.keys(body).filter((member) => member !== "revision");
    if (members.length === 0) context.addIssue({ code: "custom", message: "name at least one member to change" });
    if (body.component === undefined) return;
    for (const member of OWN) {
      if (body[member] === undefined) continue;
      const message = "an account of a third-party platform has no keys and no AppSecret of its own";
      context.addIssue({ code: "custom", path: [member], message });
    }
  });
