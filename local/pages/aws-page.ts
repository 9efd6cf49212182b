import { page } from "./page.ts";

/** What a browser finds at the AWS endpoint; `services`: in words. */
export function awsPage(url: string, services: string): string {
  return page("The AWS endpoint of the embedded cloud", `For SDKs and the aws command. It has ${services}.`, [
    {
      title: "Look inside",
      shell: [
        "export AWS_ACCESS_KEY_ID=x AWS_SECRET_ACCESS_KEY=x AWS_DEFAULT_REGION=us-east-1",
        `aws --endpoint-url ${url} sqs list-queues`,
        `aws --endpoint-url ${url} dynamodb list-tables`,
        `aws --endpoint-url ${url} s3 ls`,
        `aws --endpoint-url ${url} events list-rules`,
        `aws --endpoint-url ${url} secretsmanager list-secrets`,
        `aws --endpoint-url ${url} sns list-topics`,
      ],
    },
  ]);
}
