/** Resource types that become something in the model. */
const EMULATED: ReadonlySet<string> = new Set([
  "AWS::DynamoDB::Table",
  "AWS::DynamoDB::GlobalTable",
  "AWS::SQS::Queue",
  "AWS::S3::Bucket",
  "AWS::SecretsManager::Secret",
  "AWS::SNS::Topic",
  "AWS::KMS::Key",
  "AWS::KMS::Alias",
  "AWS::Events::EventBus",
  "AWS::Events::Rule",
  "AWS::Lambda::Function",
  "AWS::Lambda::EventSourceMapping",
  "AWS::Lambda::EventInvokeConfig",
  "AWS::ApiGatewayV2::Api",
  "AWS::ApiGatewayV2::Stage",
  "AWS::ApiGatewayV2::Route",
  "AWS::ApiGatewayV2::Integration",
  "AWS::ApiGatewayV2::Authorizer",
  "AWS::Cognito::UserPool",
  "AWS::Cognito::UserPoolClient",
]);

/** Types that change nothing about how the program runs on the laptop: permissions, logs, watching, networks. */
const WITHOUT_LOCAL_BEHAVIOUR: ReadonlySet<string> = new Set([
  "AWS::CDK::Metadata",
  "AWS::IAM::Role",
  "AWS::IAM::Policy",
  "AWS::IAM::ManagedPolicy",
  "AWS::Lambda::Permission",
  "AWS::SQS::QueuePolicy",
  "AWS::S3::BucketPolicy",
  "AWS::SNS::TopicPolicy",
  "AWS::Events::EventBusPolicy",
  "AWS::SecretsManager::ResourcePolicy",
  "AWS::Cognito::UserPoolGroup",
  "AWS::Cognito::UserPoolDomain",
  "AWS::Cognito::UserPoolResourceServer",
  "AWS::Logs::LogGroup",
  "AWS::Logs::LogStream",
  "AWS::Logs::ResourcePolicy",
  "AWS::Logs::QueryDefinition",
  "AWS::Logs::MetricFilter",
  "AWS::CloudWatch::Alarm",
  "AWS::CloudWatch::CompositeAlarm",
  "AWS::CloudWatch::Dashboard",
  "AWS::CloudWatch::AnomalyDetector",
  "AWS::Budgets::Budget",
  "AWS::EC2::EIP",
  "AWS::EC2::InternetGateway",
  "AWS::EC2::NatGateway",
  "AWS::EC2::Route",
  "AWS::EC2::RouteTable",
  "AWS::EC2::SecurityGroup",
  "AWS::EC2::Subnet",
  "AWS::EC2::SubnetRouteTableAssociation",
  "AWS::EC2::VPC",
  "AWS::EC2::VPCEndpoint",
  "AWS::EC2::VPCGatewayAttachment",
  "AWS::WAFv2::WebACL",
  "AWS::WAFv2::WebACLAssociation",
]);

/** Says what happens to a resource type here: built, left out on purpose, or unknown. */
export function supportOf(type: string): "emulated" | "ignored" | "unknown" {
  if (EMULATED.has(type)) return "emulated";
  return WITHOUT_LOCAL_BEHAVIOUR.has(type) ? "ignored" : "unknown";
}
