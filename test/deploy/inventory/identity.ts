import * as z from "zod";
import { type AwsCalls, type Json, listOf, objectOf, textOf } from "../cloud/aws-calls.ts";
import { pick, type Rows, without } from "./row.ts";

/** IAM gives documents percent-encoded or as they are. */
function document(value: unknown): unknown {
  const text = z.string().parse(value);
  return JSON.parse(text.startsWith("%7B") ? decodeURIComponent(text) : text);
}

async function pools(aws: AwsCalls): Promise<string[]> {
  return listOf(await aws.call("cognito-idp", "ListUserPools", { MaxResults: 60 }), "UserPools").map((pool) =>
    textOf(pool, "Id"),
  );
}

async function inEachPool(aws: AwsCalls, operation: string, list: string, id: string): Promise<string[]> {
  const found = await Promise.all(
    (await pools(aws)).map((pool) => aws.call("cognito-idp", operation, { UserPoolId: pool, MaxResults: 60 })),
  );
  return found.flatMap((answer) => listOf(answer, list).map((one) => textOf(one, id)));
}

export const IDENTITY: Rows = {
  "AWS::IAM::Role": {
    async read(aws, name) {
      const role = objectOf(await aws.query("iam", "GetRole", { RoleName: name }), "Role");
      const attached = await aws.query("iam", "ListAttachedRolePolicies", { RoleName: name });
      const arns = listOf(attached, "AttachedPolicies").map((policy) => textOf(policy, "PolicyArn"));
      return {
        AssumeRolePolicyDocument: document(role.AssumeRolePolicyDocument),
        ...pick(role, "Description"),
        ...(arns.length > 0 ? { ManagedPolicyArns: arns } : {}),
      };
    },
    list: async (aws) =>
      listOf(await aws.query("iam", "ListRoles", { MaxItems: "1000" }), "Roles").map((role) =>
        textOf(role, "RoleName"),
      ),
  },
  "AWS::IAM::Policy": {
    async read(aws, _, { PolicyName, Roles }) {
      const names = z.array(z.string()).parse(Roles);
      const documents = await Promise.all(
        names.map(async (RoleName) =>
          document(
            (await aws.query("iam", "GetRolePolicy", { RoleName, PolicyName: z.string().parse(PolicyName) }))
              .PolicyDocument,
          ),
        ),
      );
      return { PolicyName, Roles, PolicyDocument: documents[0] };
    },
  },
  "AWS::Cognito::UserPool": {
    async read(aws, id) {
      const described = await aws.call("cognito-idp", "DescribeUserPool", { UserPoolId: id });
      const factors = await aws.call("cognito-idp", "GetUserPoolMfaConfig", { UserPoolId: id });
      const token: Json = { ...(factors.SoftwareTokenMfaConfiguration ?? {}) };
      return {
        ...without(objectOf(described, "UserPool"), ...POOL_STATE),
        ...(token.Enabled === true ? { EnabledMfas: ["SOFTWARE_TOKEN_MFA"] } : {}),
      };
    },
    defaults: { EmailConfiguration: { EmailSendingAccount: "COGNITO_DEFAULT" } },
    list: pools,
  },
  "AWS::Cognito::UserPoolClient": {
    async read(aws, id, { UserPoolId, GenerateSecret }) {
      const answer = await aws.call("cognito-idp", "DescribeUserPoolClient", { UserPoolId, ClientId: id });
      const client = objectOf(answer, "UserPoolClient");
      return {
        ...without(client, "ClientId", "ClientName", "ClientSecret", "CreationDate", "LastModifiedDate"),
        ...(GenerateSecret === undefined ? {} : { GenerateSecret: client.ClientSecret !== undefined }),
      };
    },
    defaults: {
      AuthSessionValidity: 3,
      EnablePropagateAdditionalUserContextData: false,
      EnableTokenRevocation: true,
    },
    list: (aws) => inEachPool(aws, "ListUserPoolClients", "UserPoolClients", "ClientId"),
  },
  "AWS::Cognito::UserPoolGroup": {
    async read(aws, name, { UserPoolId }) {
      const answer = await aws.call("cognito-idp", "GetGroup", { UserPoolId, GroupName: name });
      return pick(objectOf(answer, "Group"), "Description", "GroupName", "Precedence", "RoleArn", "UserPoolId");
    },
  },
};

/** What a pool shows beside its settings. */
const POOL_STATE = [
  "Arn",
  "CreationDate",
  "EstimatedNumberOfUsers",
  "Id",
  "LastModifiedDate",
  "Name",
  // The attributes that every pool has.
  "SchemaAttributes",
  "Status",
];
