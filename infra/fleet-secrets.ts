import { CfnSecret, Secret } from "aws-cdk-lib/aws-secretsmanager";
import { RemovalPolicy, Validations } from "aws-cdk-lib/core";
import type { Construct } from "constructs";

export type FleetSecrets = ReturnType<typeof fleetSecrets>;

/**
 * Keys, tokens and addresses of other systems. CloudFormation writes a secret's value anew whenever its part of the
 * template changes, and overwrites what an operator put in. So a secret that operators fill has no value in the template,
 * and is empty until they fill it. The two that are generated never change their settings.
 */
export function fleetSecrets(scope: Construct) {
  return {
    callback: generated(scope, "CallbackSecret", {
      description: "Keys of the callback URL: {keys: one key, or a list of two while one replaces the other}",
      // CloudFormation generates a string, never a list with one.
      secretStringTemplate: "{}",
      generateStringKey: "keys",
    }),
    gateway: filled(scope, "GatewaySecret", "WechatApi: {token, baseUrl?, headerName?, mediaOrigins?, paths?}"),
    alerts: filled(
      scope,
      "AlertsSecret",
      "Group robots that get alerts: {channels: [{type: wecom | dingtalk | feishu, url, secret?, name?}]}",
    ),
    ai: filled(
      scope,
      "AiSecret",
      "An OpenAI-compatible endpoint: {baseUrl, apiKey, model, headers?, maxTokensName?, moderation?}",
    ),
    webhook: generated(scope, "WebhookSecret", {
      description: "Webhooks: {key, of which their secrets are made; trustedOrigins, whose URLs are fetched unguarded}",
      secretStringTemplate: '{"trustedOrigins":[]}',
      generateStringKey: "key",
    }),
    officialAccounts: filled(
      scope,
      "OfficialAccountsSecret",
      "Where WeChat's API is reached: {baseUrl, accounts: {}}; credentials of accounts go through PUT /api/accounts/{appId}/credentials",
    ),
  };
}

/** A secret that CloudFormation fills once, when it makes it. */
function generated(
  scope: Construct,
  id: string,
  {
    description,
    ...template
  }: { readonly description: string; readonly secretStringTemplate: string; readonly generateStringKey: string },
): Secret {
  const generateSecretString = { ...template, passwordLength: 48, excludePunctuation: true };
  return kept(new Secret(scope, id, { description, generateSecretString, removalPolicy: RemovalPolicy.RETAIN }));
}

/** A secret that is empty until an operator puts a value in. */
function filled(scope: Construct, id: string, description: string): Secret {
  const secret = new Secret(scope, id, { description, removalPolicy: RemovalPolicy.RETAIN });
  // CDK has a value generated unless it is given one.
  if (secret.node.defaultChild instanceof CfnSecret) secret.node.defaultChild.generateSecretString = undefined;
  return kept(secret);
}

function kept(secret: Secret): Secret {
  Validations.of(secret).acknowledge({
    id: "AwsSolutions-SMG4",
    reason:
      "Its other half is typed into the vendor's console, which has no API to rotate it: docs/deployment.md says how a person does.",
  });
  return secret;
}
