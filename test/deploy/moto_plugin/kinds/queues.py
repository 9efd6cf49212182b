"""Queues and topics, and who may use them."""

from ..resource import Api, Properties, kind, text, without


def queue_attributes(properties: Properties) -> dict[str, str]:
    return {name: text(value) for name, value in without(properties, "QueueName", "Tags").items()}


def create_queue(api: Api, name: str, properties: Properties) -> str:
    # moto does not append it, and SQS insists on it.
    name = f"{name.removesuffix('.fifo')}.fifo" if properties.get("FifoQueue") else name
    return api.sqs.create_queue(QueueName=name, Attributes=queue_attributes(properties))["QueueUrl"]


def update_queue(api: Api, url: str, new: Properties, old: Properties) -> None:
    defaults = {"RedrivePolicy": "", "VisibilityTimeout": "30", "MessageRetentionPeriod": "345600", "DelaySeconds": "0"}
    dropped = {name: defaults[name] for name in old if name not in new}
    # What a queue is by creation cannot be said again.
    changed = without(queue_attributes(new), "FifoQueue")
    # moto forgets the policy of a queue whose other attributes are set.
    policy = api.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["Policy"]).get("Attributes", {})
    api.sqs.set_queue_attributes(QueueUrl=url, Attributes={**policy, **dropped, **changed})


def queue_arn(api: Api, url: str, _: Properties) -> str:
    return api.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]


kind(
    "AWS::SQS::Queue",
    create=create_queue,
    update=update_queue,
    delete=lambda api, url, _: api.sqs.delete_queue(QueueUrl=url),
    attributes={"Arn": queue_arn, "QueueName": lambda api, url, _: url.split("/")[-1]},
    named_by="QueueName",
    longest_name=75,
)


def put_queue_policy(api: Api, name: str, properties: Properties) -> str:
    for url in properties["Queues"]:
        policy = text(properties["PolicyDocument"])
        api.sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy})
    return name


def delete_queue_policy(api: Api, _: str, properties: Properties) -> None:
    for url in properties["Queues"]:
        api.sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": ""})


kind(
    "AWS::SQS::QueuePolicy",
    create=put_queue_policy,
    update=lambda api, name, new, _: put_queue_policy(api, name, new),
    delete=delete_queue_policy,
)


def create_topic(api: Api, name: str, properties: Properties) -> str:
    attributes = {key: text(value) for key, value in without(properties, "TopicName", "Subscription").items()}
    arn = api.sns.create_topic(Name=name, Attributes=attributes)["TopicArn"]
    for subscription in properties.get("Subscription", []):
        api.sns.subscribe(TopicArn=arn, Protocol=subscription["Protocol"], Endpoint=subscription["Endpoint"])
    return arn


def update_topic(api: Api, arn: str, new: Properties, _: Properties) -> None:
    for key, value in without(new, "TopicName", "Subscription").items():
        api.sns.set_topic_attributes(TopicArn=arn, AttributeName=key, AttributeValue=text(value))


kind(
    "AWS::SNS::Topic",
    create=create_topic,
    update=update_topic,
    delete=lambda api, arn, _: api.sns.delete_topic(TopicArn=arn),
    attributes={"TopicArn": lambda api, arn, _: arn, "TopicName": lambda api, arn, _: arn.split(":")[-1]},
    named_by="TopicName",
)


def put_topic_policy(api: Api, name: str, properties: Properties) -> str:
    for arn in properties["Topics"]:
        policy = text(properties["PolicyDocument"])
        api.sns.set_topic_attributes(TopicArn=arn, AttributeName="Policy", AttributeValue=policy)
    return name


kind(
    "AWS::SNS::TopicPolicy",
    create=put_topic_policy,
    update=lambda api, name, new, _: put_topic_policy(api, name, new),
    # SNS gives a topic its default policy back, which moto cannot.
    delete=lambda api, name, properties: None,
)

kind(
    "AWS::SNS::Subscription",
    create=lambda api, _, properties: api.sns.subscribe(
        TopicArn=properties["TopicArn"],
        Protocol=properties["Protocol"],
        Endpoint=properties["Endpoint"],
        ReturnSubscriptionArn=True,
    )["SubscriptionArn"],
    update=None,
    delete=lambda api, arn, _: api.sns.unsubscribe(SubscriptionArn=arn),
)
