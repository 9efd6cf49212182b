import { AccountRecovery, FeaturePlan, Mfa, UserPool, UserPoolClient } from "aws-cdk-lib/aws-cognito";
import { Duration, RemovalPolicy, Validations } from "aws-cdk-lib/core";
import { Construct } from "constructs";

/** The roles of operators: a JWT names them in `cognito:groups`. */
const ROLES = {
  admin: "May do everything, credentials and operators included",
  operator: "Runs accounts, rules and broadcasts",
  viewer: "Reads only",
};

/** The operators' own user pool: people are invited, sign in with their e-mail address and a second factor. */
export class OperatorPool extends Construct {
  readonly issuer: string;
  readonly audience: string;
  readonly pool: UserPool;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.pool = new UserPool(this, "Pool", {
      selfSignUpEnabled: false,
      signInAliases: { email: true },
      signInCaseSensitive: false,
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      mfa: Mfa.REQUIRED,
      mfaSecondFactor: { otp: true, sms: false },
      passwordPolicy: {
        minLength: 12,
        requireLowercase: true,
        requireUppercase: true,
        requireDigits: true,
        requireSymbols: true,
        tempPasswordValidity: Duration.days(3),
      },
      featurePlan: FeaturePlan.ESSENTIALS,
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    Validations.of(this.pool).acknowledge({
      id: "AwsSolutions-COG8",
      reason:
        "A handful of invited operators with mandatory TOTP: the Plus tier's threat protection has no users to learn from, and bills each.",
    });
    for (const [role, description] of Object.entries(ROLES)) {
      const id = `${role.charAt(0).toUpperCase()}${role.slice(1)}Group`;
      // Its members are data as much as the pool's users: with the group their role would be gone.
      this.pool.addGroup(id, { groupName: role, description }).applyRemovalPolicy(RemovalPolicy.RETAIN);
    }
    const client = new UserPoolClient(this, "Client", {
      userPool: this.pool,
      authFlows: { userSrp: true, adminUserPassword: true },
      disableOAuth: true,
      generateSecret: false,
      preventUserExistenceErrors: true,
      accessTokenValidity: Duration.hours(1),
      idTokenValidity: Duration.hours(1),
      refreshTokenValidity: Duration.days(1),
    });
    this.issuer = this.pool.userPoolProviderUrl;
    this.audience = client.userPoolClientId;
  }
}
