"""Logs, alarms, the dashboard and budgets."""

from ..resource import Api, Properties, kind, pick, text, without


def create_log_group(api: Api, name: str, properties: Properties) -> str:
    api.logs.create_log_group(logGroupName=name)
    put_retention(api, name, properties, {})
    return name


def put_retention(api: Api, name: str, new: Properties, _: Properties) -> None:
    if "RetentionInDays" in new:
        api.logs.put_retention_policy(logGroupName=name, retentionInDays=new["RetentionInDays"])
    else:
        api.logs.delete_retention_policy(logGroupName=name)


def log_group_arn(api: Api, name: str, _: Properties) -> str:
    return f"arn:aws:logs:{api.region}:{api.account}:log-group:{name}:*"


kind(
    "AWS::Logs::LogGroup",
    create=create_log_group,
    update=put_retention,
    delete=lambda api, name, _: api.logs.delete_log_group(logGroupName=name),
    attributes={"Arn": log_group_arn},
    named_by="LogGroupName",
)

kind(
    "AWS::Logs::LogStream",
    create=lambda api, name, properties: api.logs.create_log_stream(
        logGroupName=properties["LogGroupName"], logStreamName=name
    )
    and name,
    update=None,
    delete=lambda api, name, properties: api.logs.delete_log_stream(
        logGroupName=properties["LogGroupName"], logStreamName=name
    ),
    named_by="LogStreamName",
)


def put_metric_filter(api: Api, name: str, properties: Properties) -> str:
    changes = [
        {key[0].lower() + key[1:]: (text(value) if key == "MetricValue" else value) for key, value in change.items()}
        for change in properties["MetricTransformations"]
    ]
    api.logs.put_metric_filter(
        logGroupName=properties["LogGroupName"],
        filterName=name,
        filterPattern=properties["FilterPattern"],
        metricTransformations=changes,
    )
    return name


kind(
    "AWS::Logs::MetricFilter",
    create=put_metric_filter,
    update=lambda api, name, new, _: put_metric_filter(api, name, new) and None,
    delete=lambda api, name, properties: api.logs.delete_metric_filter(
        logGroupName=properties["LogGroupName"], filterName=name
    ),
    named_by="FilterName",
)


def put_alarm(api: Api, name: str, properties: Properties) -> str:
    api.cloudwatch.put_metric_alarm(**{**properties, "AlarmName": name})
    return name


kind(
    "AWS::CloudWatch::Alarm",
    create=put_alarm,
    update=lambda api, name, new, _: put_alarm(api, name, new) and None,
    delete=lambda api, name, _: api.cloudwatch.delete_alarms(AlarmNames=[name]),
    attributes={
        "Arn": lambda api, name, _: api.cloudwatch.describe_alarms(AlarmNames=[name])["MetricAlarms"][0]["AlarmArn"]
    },
    named_by="AlarmName",
)


def put_dashboard(api: Api, name: str, properties: Properties) -> str:
    api.cloudwatch.put_dashboard(DashboardName=name, DashboardBody=properties["DashboardBody"])
    return name


kind(
    "AWS::CloudWatch::Dashboard",
    create=put_dashboard,
    update=lambda api, name, new, _: put_dashboard(api, name, new) and None,
    delete=lambda api, name, _: api.cloudwatch.delete_dashboards(DashboardNames=[name]),
    named_by="DashboardName",
)


def budget_of(name: str, properties: Properties) -> Properties:
    budget = dict(properties["Budget"])
    limit = budget.get("BudgetLimit")
    amount = {"BudgetLimit": {"Amount": text(limit["Amount"]), "Unit": limit["Unit"]}} if limit else {}
    return {"BudgetName": name, **without(budget, "BudgetLimit"), **amount}


def create_budget(api: Api, name: str, properties: Properties) -> str:
    name = properties["Budget"].get("BudgetName", name)
    api.budgets.create_budget(
        AccountId=api.account,
        Budget=budget_of(name, properties),
        **pick(properties, "NotificationsWithSubscribers"),
    )
    return name


kind(
    "AWS::Budgets::Budget",
    create=create_budget,
    # CloudFormation deletes a budget and makes it again where its notifications change; moto has no UpdateBudget.
    update=None,
    delete=lambda api, name, _: api.budgets.delete_budget(AccountId=api.account, BudgetName=name),
)
