"""Buckets, secrets, and the stream that writes into a bucket."""

import json
from typing import Any

from moto.s3.models import FakeBucket

from ..resource import Api, Properties, kind, pick, text, without


def create_bucket(api: Api, name: str, properties: Properties) -> str:
    api.s3.create_bucket(Bucket=name)
    put_bucket_settings(api, name, properties, {})
    return name


def put_bucket_settings(api: Api, name: str, new: Properties, _: Properties) -> None:
    """Each setting of a bucket has a call of its own."""
    if "OwnershipControls" in new:
        api.s3.put_bucket_ownership_controls(Bucket=name, OwnershipControls=new["OwnershipControls"])
    if "BucketEncryption" in new:
        api.s3.put_bucket_encryption(
            Bucket=name, ServerSideEncryptionConfiguration=encryption(new["BucketEncryption"])
        )
    if "LifecycleConfiguration" in new:
        rules = [lifecycle_rule(rule) for rule in new["LifecycleConfiguration"]["Rules"]]
        api.s3.put_bucket_lifecycle_configuration(Bucket=name, LifecycleConfiguration={"Rules": rules})
    if "PublicAccessBlockConfiguration" in new:
        block = new["PublicAccessBlockConfiguration"]
        api.s3.put_public_access_block(Bucket=name, PublicAccessBlockConfiguration=block)
    if "VersioningConfiguration" in new:
        api.s3.put_bucket_versioning(Bucket=name, VersioningConfiguration=new["VersioningConfiguration"])
    if "LoggingConfiguration" in new:
        put_bucket_logging(api, name, new["LoggingConfiguration"])


def encryption(properties: Properties) -> Properties:
    rules = []
    for rule in properties["ServerSideEncryptionConfiguration"]:
        default = rule["ServerSideEncryptionByDefault"]
        key = {"KMSMasterKeyID": default["KMSMasterKeyID"]} if "KMSMasterKeyID" in default else {}
        rules.append({"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": default["SSEAlgorithm"], **key}})
    return {"Rules": rules}


def lifecycle_rule(rule: Properties) -> Properties:
    expiration = {"Days": rule["ExpirationInDays"]} if "ExpirationInDays" in rule else {}
    marker = pick(rule, "ExpiredObjectDeleteMarker")
    old = rule.get("NoncurrentVersionExpiration")
    return {
        **pick(rule, "Status", "AbortIncompleteMultipartUpload"),
        **({"ID": rule["Id"]} if "Id" in rule else {}),
        "Filter": {"Prefix": rule.get("Prefix", "")},
        **({"Expiration": {**expiration, **marker}} if expiration or marker else {}),
        **({"NoncurrentVersionExpiration": old} if old else {}),
    }


def put_bucket_logging(api: Api, name: str, properties: Properties) -> None:
    target = properties.get("DestinationBucketName", name)
    # moto wants the target's permission to stand before, CloudFormation makes the policy after the bucket. Both agree
    # on the access control list, which a bucket with a policy does not need on AWS.
    api.s3.put_bucket_acl(Bucket=target, AccessControlPolicy=log_delivery(api, target))
    enabled = {"TargetBucket": target, "TargetPrefix": properties.get("LogFilePrefix", "")}
    api.s3.put_bucket_logging(Bucket=name, BucketLoggingStatus={"LoggingEnabled": enabled})


def log_delivery(api: Api, bucket: str) -> Properties:
    owner = api.s3.get_bucket_acl(Bucket=bucket)["Owner"]
    group = {"Type": "Group", "URI": "http://acs.amazonaws.com/groups/s3/LogDelivery"}
    return {
        "Owner": owner,
        "Grants": [{"Grantee": group, "Permission": right} for right in ("WRITE", "READ_ACP")],
    }


kind(
    "AWS::S3::Bucket",
    create=lambda api, name, properties: create_bucket(api, name.lower(), properties),
    update=put_bucket_settings,
    delete=lambda api, name, _: api.s3.delete_bucket(Bucket=name),
    attributes={
        "Arn": lambda api, name, _: f"arn:aws:s3:::{name}",
        "DomainName": lambda api, name, _: f"{name}.s3.amazonaws.com",
        "RegionalDomainName": lambda api, name, _: f"{name}.s3.{api.region}.amazonaws.com",
    },
    named_by="BucketName",
    longest_name=63,
)

def put_bucket_policy(api: Api, name: str, properties: Properties) -> str:
    api.s3.put_bucket_policy(Bucket=properties["Bucket"], Policy=text(properties["PolicyDocument"]))
    return name


kind(
    "AWS::S3::BucketPolicy",
    create=put_bucket_policy,
    update=lambda api, name, new, _: put_bucket_policy(api, name, new),
    delete=lambda api, _, properties: api.s3.delete_bucket_policy(Bucket=properties["Bucket"]),
)


def secret_value(api: Api, properties: Properties) -> Properties:
    generate = properties.get("GenerateSecretString")
    if generate is None:
        return pick(properties, "SecretString")
    own = ("SecretStringTemplate", "GenerateStringKey")
    password = api.secretsmanager.get_random_password(**without(generate, *own))["RandomPassword"]
    if "GenerateStringKey" not in generate:
        return {"SecretString": password}
    template = json.loads(generate["SecretStringTemplate"])
    return {"SecretString": json.dumps({**template, generate["GenerateStringKey"]: password})}


def update_secret(api: Api, arn: str, new: Properties, old: Properties) -> None:
    """A value that the template still gives in the same words, or gives no longer, is left alone."""
    given = ("SecretString", "GenerateSecretString")
    if pick(new, *given) and pick(new, *given) != pick(old, *given):
        api.secretsmanager.put_secret_value(SecretId=arn, **secret_value(api, new))
    api.secretsmanager.update_secret(SecretId=arn, **pick(new, "Description", "KmsKeyId"))


kind(
    "AWS::SecretsManager::Secret",
    create=lambda api, name, properties: api.secretsmanager.create_secret(
        Name=name, **pick(properties, "Description", "KmsKeyId"), **secret_value(api, properties)
    )["ARN"],
    update=update_secret,
    delete=lambda api, arn, _: api.secretsmanager.delete_secret(SecretId=arn, ForceDeleteWithoutRecovery=True),
    attributes={"Id": lambda api, arn, _: arn},
    named_by="Name",
)


def update_stream(api: Api, name: str, new: Properties, _: Properties) -> None:
    stream = api.firehose.describe_delivery_stream(DeliveryStreamName=name)["DeliveryStreamDescription"]
    api.firehose.update_destination(
        DeliveryStreamName=name,
        CurrentDeliveryStreamVersionId=stream["VersionId"],
        DestinationId=stream["Destinations"][0]["DestinationId"],
        ExtendedS3DestinationUpdate=new["ExtendedS3DestinationConfiguration"],
    )


def create_stream(api: Api, name: str, properties: Properties) -> str:
    api.firehose.create_delivery_stream(**{**properties, "DeliveryStreamName": name})
    return name


kind(
    "AWS::KinesisFirehose::DeliveryStream",
    create=create_stream,
    update=update_stream,
    delete=lambda api, name, _: api.firehose.delete_delivery_stream(DeliveryStreamName=name),
    attributes={
        "Arn": lambda api, name, _: api.firehose.describe_delivery_stream(DeliveryStreamName=name)[
            "DeliveryStreamDescription"
        ]["DeliveryStreamARN"]
    },
    named_by="DeliveryStreamName",
    longest_name=64,
)


PLAIN_HTTP = {"Bool": {"aws:SecureTransport": "false"}}


def without_tls_statements(policy: bytes) -> bytes:
    """The policy as it reads for calls by TLS: here all calls are plain, and moto refuses whatever has a condition."""
    document = json.loads(policy)
    statements = [one for one in document["Statement"] if one.get("Condition") != PLAIN_HTTP]
    return json.dumps({**document, "Statement": statements}).encode()


_get_permission = FakeBucket.get_permission


def get_permission(bucket: FakeBucket, action: str, resource: str) -> Any:
    policy = bucket.policy
    try:
        bucket.policy = None if policy is None else without_tls_statements(policy)
        return _get_permission(bucket, action, resource)
    finally:
        bucket.policy = policy


FakeBucket.get_permission = get_permission


def create_key(api: Api, _: str, properties: Properties) -> str:
    policy = text(properties["KeyPolicy"])
    key = api.kms.create_key(Policy=policy, **pick(properties, "Description", "KeySpec", "KeyUsage"))
    update_key(api, key["KeyMetadata"]["KeyId"], properties, properties)
    return key["KeyMetadata"]["KeyId"]


def update_key(api: Api, key: str, new: Properties, _: Properties) -> None:
    api.kms.put_key_policy(KeyId=key, PolicyName="default", Policy=text(new["KeyPolicy"]))
    api.kms.update_key_description(KeyId=key, Description=new.get("Description", ""))
    if new.get("EnableKeyRotation"):
        api.kms.enable_key_rotation(KeyId=key)
    else:
        api.kms.disable_key_rotation(KeyId=key)


kind(
    "AWS::KMS::Key",
    create=create_key,
    update=update_key,
    delete=lambda api, key, _: api.kms.schedule_key_deletion(KeyId=key, PendingWindowInDays=7),
    attributes={
        "Arn": lambda api, key, _: api.kms.describe_key(KeyId=key)["KeyMetadata"]["Arn"],
        "KeyId": lambda api, key, _: key,
    },
)

kind(
    "AWS::KMS::Alias",
    create=lambda api, _, properties: api.kms.create_alias(**properties) and properties["AliasName"],
    update=lambda api, alias, new, _: api.kms.update_alias(**new),
    delete=lambda api, alias, _: api.kms.delete_alias(AliasName=alias),
    named_by="AliasName",
)
