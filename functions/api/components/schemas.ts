import * as z from "zod";
import { appIdSchema } from "../../../shared/accounts/domain/account.ts";
import { officialAppIdSchema } from "../../../shared/accounts/domain/channel.ts";
import { authorizationSchema } from "../../../shared/official/domain/authorization.ts";
import { componentSchema } from "../../../shared/official/domain/component.ts";
import { appSecretSchema, encodingAesKeySchema, tokenSchema } from "../../../shared/official/domain/credentials.ts";
import { LONGEST_KEEP_OLD_FOR } from "../../../shared/official/domain/credentials-change.ts";
import { requestSchema, responseSchema } from "../http/schema-names.ts";

export const componentParams = z.object({ componentAppId: appIdSchema.pipe(officialAppIdSchema) });

/** What an operator gives of a third-party platform; what is left out stays. Nothing shows the secrets again. */
export const componentInput = requestSchema(
  "ComponentChange",
  z.strictObject({
    name: z.string().trim().min(1).max(100).optional(),
    appSecret: appSecretSchema.optional(),
    /** 消息校验 Token. */
    token: tokenSchema.optional(),
    /** 消息加解密 Key. */
    encodingAesKey: encodingAesKeySchema.optional(),
    /** Seconds for which a replaced pair of keys is still accepted; ten minutes where it is left out. */
    keepOldFor: z.int().min(0).max(LONGEST_KEEP_OLD_FOR).optional(),
    /** The origin of the authorization page, for tests; null: WeChat's. */
    loginPage: z
      .url({ protocol: /^https?$/ })
      .nullable()
      .optional(),
    /** The change is made only from this revision; 0: the platform is new. */
    revision: z.int().min(0).optional(),
  }),
);

/** `ticketAge`: seconds since WeChat made the newest verify ticket; absent until the first one came. */
export const componentView = responseSchema(
  "Component",
  componentSchema.extend({ ticketAge: z.int().min(0).optional() }),
);

export const componentList = responseSchema("ComponentList", z.object({ components: z.array(componentView) }));

export const linkInput = requestSchema(
  "AuthorizationLinkInput",
  z.strictObject({
    /** Where the owner may go on after the authorization. */
    redirect: z
      .url({ protocol: /^https$/ })
      .max(1000)
      .optional(),
    /** The one account that may be authorized. */
    biz_appid: appIdSchema.pipe(officialAppIdSchema).optional(),
    /** 1: Official Accounts, 2: mini programs, 3: both. */
    auth_type: z.union([z.literal(1), z.literal(2), z.literal(3)]).default(3),
  }),
);

export const linkView = responseSchema(
  "AuthorizationLink",
  z.object({ url: z.string(), mobileUrl: z.string(), expiresAt: z.number() }),
);

export const authorizationList = responseSchema(
  "AuthorizationList",
  z.object({ authorizations: z.array(authorizationSchema) }),
);
