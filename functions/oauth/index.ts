import { createDynamoAccounts } from "../../shared/accounts/adapters/dynamo-accounts.ts";
import { createWebIdentity } from "../../shared/adapters/weixin/oauth/web-identity.ts";
import { composeSessions } from "../../shared/composition/sessions.ts";
import { composeWeixin } from "../../shared/composition/weixin.ts";
import { createDynamoSessionCodes } from "../../shared/identity/adapters/dynamo-session-codes.ts";
import { createDynamoSignInStates } from "../../shared/identity/adapters/dynamo-sign-in-states.ts";
import { createDynamoWebAccess } from "../../shared/identity/adapters/dynamo-web-access.ts";
import { createDynamoWebGrants } from "../../shared/identity/adapters/dynamo-web-grants.ts";
import { createDeliverSession } from "../../shared/identity/application/deliver-session.ts";
import { createEndSessionsOf } from "../../shared/identity/application/end-sessions-of.ts";
import { createExchangeCode } from "../../shared/identity/application/exchange-code.ts";
import { createReadProfile } from "../../shared/identity/application/grants/read-profile.ts";
import { createRefreshGrant } from "../../shared/identity/application/grants/refresh-grant.ts";
import { createWithdrawProfile } from "../../shared/identity/application/grants/withdraw-profile.ts";
import { createRenewSession } from "../../shared/identity/application/renew-session.ts";
import { createFinishSignIn } from "../../shared/identity/application/sign-in/finish.ts";
import { createKeepGrant } from "../../shared/identity/application/sign-in/keep-grant.ts";
import { createStartSignIn } from "../../shared/identity/application/sign-in/start.ts";
import { createWebAccessOf } from "../../shared/identity/application/web-access-of.ts";
import { impatientDefaults } from "../../shared/lambda/aws-defaults.ts";
import { requireEnv } from "../../shared/lambda/env.ts";
import { createObservability } from "../../shared/lambda/observability.ts";
import { newRandomId, systemClock } from "../../shared/lambda/system.ts";
import { ENV, TIMEOUTS } from "../../shared/names.ts";
import { connectDynamo } from "../../shared/platform/dynamodb/connect.ts";
import { createSendRequest } from "../../shared/platform/http/send-request.ts";
import { createHandler } from "./handler.ts";
import { originsBy } from "./session-cors.ts";
import { sessionRoutes } from "./session-routes.ts";

const observability = createObservability("oauth");
const shared = { ...observability, clock: systemClock };
const client = connectDynamo(impatientDefaults);
const config = { client, table: requireEnv(ENV.configTable) };
const state = { client, table: requireEnv(ENV.stateTable) };
const journal = { client, table: requireEnv(ENV.journalTable) };
const publicUrl = requireEnv(ENV.publicUrl);

const weixin = composeWeixin({ config, state, request: createSendRequest(), observability });
const { sealer, call, credentials, componentTokens } = weixin;
const identity = createWebIdentity({
  call,
  credentials,
  componentTokens,
  loginPage: async () => (await weixin.settings()).loginPage,
  timeoutMs: TIMEOUTS.oauthCall * 1000,
});

const { sessions, sessionRows, sessionKeys } = composeSessions({ config, state, journal, sealer, observability });
const sessionCodes = createDynamoSessionCodes(state);
const grants = createDynamoWebGrants({ ...state, sealer });
const refreshGrant = createRefreshGrant({
  ...shared,
  grants,
  identity,
  endSessionsOf: createEndSessionsOf({ ...shared, sessionRows }),
});

const accessOf = createWebAccessOf({
  ...shared,
  webAccess: createDynamoWebAccess(config),
  accounts: createDynamoAccounts(config),
});
const states = createDynamoSignInStates(state);

const routes = sessionRoutes({
  ...shared,
  accessOf,
  sessions,
  publishedKeys: sessionKeys.published,
  exchangeCode: createExchangeCode({ sessionCodes, resume: sessions.resume, clock: systemClock }),
  renewSession: createRenewSession({ refreshGrant, renew: sessions.renew }),
  readProfile: createReadProfile({
    refreshGrant,
    identity,
    withdrawProfile: createWithdrawProfile({ ...shared, grants }),
  }),
});

export const handler = createHandler(
  {
    ...observability,
    signIn: {
      publicUrl,
      newRandomId,
      start: createStartSignIn({ accessOf, identity, states, newRandomId, clock: systemClock, publicUrl }),
      finish: createFinishSignIn({
        ...shared,
        accessOf,
        identity,
        states,
        keepGrant: createKeepGrant({ ...observability, grants }),
        sessions,
        deliver: createDeliverSession({ clock: systemClock, sessionCodes, newSecret: newRandomId }),
        now: systemClock.now,
      }),
    },
  },
  { routes, originsOf: originsBy(accessOf) },
);
