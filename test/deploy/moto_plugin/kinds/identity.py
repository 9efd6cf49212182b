"""Roles with their policies, and the operators' user pool."""

from ..resource import Api, Properties, kind, pick, text, without


def create_role(api: Api, name: str, properties: Properties) -> str:
    optional = pick(properties, "Description", "MaxSessionDuration", "Path", "PermissionsBoundary", "Tags")
    api.iam.create_role(
        RoleName=name, AssumeRolePolicyDocument=text(properties["AssumeRolePolicyDocument"]), **optional
    )
    put_role_policies(api, name, properties, {})
    return name


def put_role_policies(api: Api, name: str, new: Properties, old: Properties) -> None:
    for arn in old.get("ManagedPolicyArns", []):
        if arn not in new.get("ManagedPolicyArns", []):
            api.iam.detach_role_policy(RoleName=name, PolicyArn=arn)
    for arn in new.get("ManagedPolicyArns", []):
        api.iam.attach_role_policy(RoleName=name, PolicyArn=arn)
    kept = {policy["PolicyName"] for policy in new.get("Policies", [])}
    for policy in old.get("Policies", []):
        if policy["PolicyName"] not in kept:
            api.iam.delete_role_policy(RoleName=name, PolicyName=policy["PolicyName"])
    for policy in new.get("Policies", []):
        document = text(policy["PolicyDocument"])
        api.iam.put_role_policy(RoleName=name, PolicyName=policy["PolicyName"], PolicyDocument=document)


def update_role(api: Api, name: str, new: Properties, old: Properties) -> None:
    api.iam.update_assume_role_policy(RoleName=name, PolicyDocument=text(new["AssumeRolePolicyDocument"]))
    api.iam.update_role(RoleName=name, **pick(new, "Description", "MaxSessionDuration"))
    put_role_policies(api, name, new, old)


def delete_role(api: Api, name: str, properties: Properties) -> None:
    put_role_policies(api, name, {}, properties)
    api.iam.delete_role(RoleName=name)


kind(
    "AWS::IAM::Role",
    create=create_role,
    update=update_role,
    delete=delete_role,
    attributes={"Arn": lambda api, name, _: api.iam.get_role(RoleName=name)["Role"]["Arn"]},
    named_by="RoleName",
    longest_name=64,
)


def put_policy(api: Api, name: str, properties: Properties) -> str:
    for role in properties["Roles"]:
        document = text(properties["PolicyDocument"])
        api.iam.put_role_policy(RoleName=role, PolicyName=properties["PolicyName"], PolicyDocument=document)
    return name


def delete_policy(api: Api, _: str, properties: Properties) -> None:
    for role in properties["Roles"]:
        api.iam.delete_role_policy(RoleName=role, PolicyName=properties["PolicyName"])


def update_policy(api: Api, name: str, new: Properties, old: Properties) -> None:
    if pick(new, "PolicyName", "Roles") != pick(old, "PolicyName", "Roles"):
        delete_policy(api, name, old)
    put_policy(api, name, new)


kind("AWS::IAM::Policy", create=put_policy, update=update_policy, delete=delete_policy)


NOT_IN_CREATION = ("EnabledMfas", "UserPoolName", "UserPoolTags")


def create_pool(api: Api, name: str, properties: Properties) -> str:
    pool = api["cognito-idp"].create_user_pool(
        PoolName=name, **without(properties, "MfaConfiguration", *NOT_IN_CREATION)
    )["UserPool"]["Id"]
    put_second_factor(api, pool, properties)
    return pool


def put_second_factor(api: Api, pool: str, properties: Properties) -> None:
    token = {"Enabled": "SOFTWARE_TOKEN_MFA" in properties.get("EnabledMfas", [])}
    api["cognito-idp"].set_user_pool_mfa_config(
        UserPoolId=pool,
        SoftwareTokenMfaConfiguration=token,
        MfaConfiguration=properties.get("MfaConfiguration", "OFF"),
    )


def update_pool(api: Api, pool: str, new: Properties, _: Properties) -> None:
    by_creation = ("AliasAttributes", "Schema", "UsernameAttributes", "UsernameConfiguration")
    api["cognito-idp"].update_user_pool(UserPoolId=pool, **without(new, *NOT_IN_CREATION, *by_creation))
    put_second_factor(api, pool, new)


def pool_host(api: Api, pool: str, _: Properties) -> str:
    return f"cognito-idp.{api.region}.amazonaws.com/{pool}"


kind(
    "AWS::Cognito::UserPool",
    create=create_pool,
    update=update_pool,
    delete=lambda api, pool, _: api["cognito-idp"].delete_user_pool(UserPoolId=pool),
    attributes={
        "Arn": lambda api, pool, _: api["cognito-idp"].describe_user_pool(UserPoolId=pool)["UserPool"]["Arn"],
        "ProviderName": pool_host,
        "ProviderURL": lambda api, pool, properties: f"https://{pool_host(api, pool, properties)}",
        "UserPoolId": lambda api, pool, _: pool,
    },
    named_by="UserPoolName",
    longest_name=128,
)

kind(
    "AWS::Cognito::UserPoolClient",
    create=lambda api, name, properties: api["cognito-idp"].create_user_pool_client(
        **{"ClientName": name, **properties}
    )["UserPoolClient"]["ClientId"],
    update=lambda api, client, new, _: api["cognito-idp"].update_user_pool_client(
        ClientId=client, **without(new, "GenerateSecret")
    ),
    delete=lambda api, client, properties: api["cognito-idp"].delete_user_pool_client(
        ClientId=client, UserPoolId=properties["UserPoolId"]
    ),
    attributes={"ClientId": lambda api, client, _: client},
    longest_name=128,
)


def create_group(api: Api, name: str, properties: Properties) -> str:
    return api["cognito-idp"].create_group(**{"GroupName": name, **properties})["Group"]["GroupName"]


kind(
    "AWS::Cognito::UserPoolGroup",
    create=create_group,
    update=lambda api, _, new, __: api["cognito-idp"].update_group(**new),
    delete=lambda api, name, properties: api["cognito-idp"].delete_group(
        GroupName=name, UserPoolId=properties["UserPoolId"]
    ),
    named_by="GroupName",
    longest_name=128,
)
