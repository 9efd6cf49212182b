import { Secret } from "aws-cdk-lib/aws-secretsmanager";
import { RemovalPolicy, SecretValue, Validations } from "aws-cdk-lib/core";
import type { Construct } from "constructs";

export type FleetSecrets = ReturnType<typeof fleetSecrets>;

/** Secrets whose values operators put in: keys, tokens and addresses of other systems. */
export function fleetSecrets(scope: Construct) {
  const callback = secret(scope, "CallbackSecret", {
    description: "Keys of the callback URL: {keys: one key, or a list of two while one replaces the other}",
    generateSecretString: {
      // CloudFormation generates a string, never a list with one.
      secretStringTemplate: "{}",
      generateStringKey: "keys",
      passwordLength: 48,
      excludePunctuation: true,
    },
  });
  const gateway = secret(scope, "GatewaySecret", {
    description: "WechatApi: {baseUrl, token}; the token is empty until an operator puts it",
    secretObjectValue: {
      baseUrl: SecretValue.unsafePlainText("http://api.wechatapi.net/finder/v2/api"),
      token: SecretValue.unsafePlainText(""),
    },
  });
  const alerts = secret(scope, "AlertsSecret", {
    description: "Group robots that get alerts: {channels: [{type: wecom | dingtalk | feishu, url, secret?, name?}]}",
    // As text: CDK would write a list in an object as one of CloudFormation's functions.
    secretStringValue: SecretValue.unsafePlainText('{"channels":[]}'),
  });
  const ai = secret(scope, "AiSecret", {
    description: "An OpenAI-compatible endpoint: {baseUrl, apiKey, model, headers?, maxTokensName?, moderation?}",
    secretObjectValue: {
      baseUrl: SecretValue.unsafePlainText(""),
      apiKey: SecretValue.unsafePlainText(""),
      model: SecretValue.unsafePlainText(""),
    },
  });
  const webhook = secret(scope, "WebhookSecret", {
    description: "Webhooks: {key, of which their secrets are made; trustedOrigins, whose URLs are fetched unguarded}",
    generateSecretString: {
      secretStringTemplate: '{"trustedOrigins":[]}',
      generateStringKey: "key",
      passwordLength: 48,
      excludePunctuation: true,
    },
  });
  const officialAccounts = secret(scope, "OfficialAccountsSecret", {
    description:
      "Official Accounts: {baseUrl, accounts: {wx…: {appSecret, token, encodingAesKey, mode: safe | compatible | plain}}}",
    secretStringValue: SecretValue.unsafePlainText('{"baseUrl":"https://api.weixin.qq.com","accounts":{}}'),
  });
  return { callback, gateway, alerts, ai, webhook, officialAccounts };
}

function secret(scope: Construct, id: string, props: ConstructorParameters<typeof Secret>[2]): Secret {
  const secret = new Secret(scope, id, { ...props, removalPolicy: RemovalPolicy.RETAIN });
  Validations.of(secret).acknowledge({
    id: "AwsSolutions-SMG4",
    reason:
      "Its other half is typed into the vendor's console, which has no API to rotate it: docs/deployment.md says how a person does.",
  });
  return secret;
}
