import { createSessionTokens } from "../../shared/adapters/jwt/session-tokens.ts";
import { createWebIdentity } from "../../shared/adapters/weixin/oauth/web-identity.ts";
import { composeWeixin } from "../../shared/composition/weixin.ts";
import { createDynamoSessionCodes } from "../../shared/identity/adapters/dynamo-session-codes.ts";
import { createDynamoSessionKeys } from "../../shared/identity/adapters/dynamo-session-keys.ts";
import { createDynamoSessions } from "../../shared/identity/adapters/dynamo-sessions.ts";
import { createDynamoSignInStates } from "../../shared/identity/adapters/dynamo-sign-in-states.ts";
import { createDynamoWebAccess } from "../../shared/identity/adapters/dynamo-web-access.ts";
import { createDynamoWebGrants } from "../../shared/identity/adapters/dynamo-web-grants.ts";
import { createDeliverSession } from "../../shared/identity/application/deliver-session.ts";
import { createSessionKeys } from "../../shared/identity/application/session-keys.ts";
import { createSessions } from "../../shared/identity/application/sessions.ts";
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

const observability = createObservability("oauth");
const shared = { ...observability, clock: systemClock };
const client = connectDynamo(impatientDefaults);
const config = { client, table: requireEnv(ENV.configTable) };
const state = { client, table: requireEnv(ENV.stateTable) };
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

const tokens = createSessionTokens(`${publicUrl}/oauth`);
const sessions = createSessions({
  ...shared,
  sessionRows: createDynamoSessions(state),
  sessionKeys: createSessionKeys({ ...shared, sessionKeyRows: createDynamoSessionKeys(config), sealer, tokens }),
  tokens,
  linkPerson: async () => undefined,
  newSecret: newRandomId,
});

const accessOf = createWebAccessOf({ ...shared, webAccess: createDynamoWebAccess(config) });
const states = createDynamoSignInStates(state);

export const handler = createHandler({
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
      keepGrant: createKeepGrant({ ...observability, grants: createDynamoWebGrants({ ...state, sealer }) }),
      sessions,
      deliver: createDeliverSession({
        clock: systemClock,
        sessionCodes: createDynamoSessionCodes(state),
        newSecret: newRandomId,
      }),
      now: systemClock.now,
    }),
  },
});
