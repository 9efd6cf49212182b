/**
 * Names that the infrastructure gives and the runtime reads. Both sides import this file, and no other file of each
 * other.
 */

/** Environment variables of the functions. */
export const ENV = {
  configTable: "CONFIG_TABLE",
  stateTable: "STATE_TABLE",
  journalTable: "JOURNAL_TABLE",
  inboundQueueUrl: "INBOUND_QUEUE_URL",
  outboundLiveQueueUrl: "OUTBOUND_LIVE_QUEUE_URL",
  outboundBulkQueueUrl: "OUTBOUND_BULK_QUEUE_URL",
  /** The lane that a sender works for: `live` or `bulk`. */
  outboundLane: "OUTBOUND_LANE",
  bodiesBucket: "BODIES_BUCKET",
  eventBusName: "EVENT_BUS_NAME",
  callbackSecretId: "CALLBACK_SECRET_ID",
  gatewaySecretId: "GATEWAY_SECRET_ID",
  accountTasksQueueUrl: "ACCOUNT_TASKS_QUEUE_URL",
  heartbeatsQueueUrl: "HEARTBEATS_QUEUE_URL",
  alertsQueueUrl: "ALERTS_QUEUE_URL",
  alertsSecretId: "ALERTS_SECRET_ID",
  alertTopicArn: "ALERT_TOPIC_ARN",
  directoryQueueUrl: "DIRECTORY_QUEUE_URL",
  /** Whose messages make profiles: `off`, `addressed` or `all`. */
  profileScope: "PROFILE_SCOPE",
  /** Whether behaviour goes to the event bus: `off`, `on` or `with-texts`. */
  behaviourEvents: "BEHAVIOUR_EVENTS",
  deliveriesQueueUrl: "DELIVERIES_QUEUE_URL",
  webhookSecretId: "WEBHOOK_SECRET_ID",
  /**
   * ARNs of the queues that messages may be routed to, as `shared/routing/domain/queue-arns.ts` reads them; may be
   * empty.
   */
  routingQueues: "ROUTING_QUEUES",
  /** Where the platform is reached from outside, without a slash at its end. */
  publicUrl: "PUBLIC_URL",
  broadcastsQueueUrl: "BROADCASTS_QUEUE_URL",
  aiQueueUrl: "AI_QUEUE_URL",
  aiSecretId: "AI_SECRET_ID",
  officialAccountsSecretId: "OFFICIAL_ACCOUNTS_SECRET_ID",
  componentTasksQueueUrl: "COMPONENT_TASKS_QUEUE_URL",
  /** The key that seals credentials in the config table. */
  sealKeyArn: "SEAL_KEY_ARN",
  /** The lane that feeds a function, by its name in the registry of lanes. */
  lane: "LANE",
  /** Receives after which SQS moves a message of that lane to the dead-letter queue. */
  laneReceives: "LANE_RECEIVES",
  /** The dead-letter queues of all lanes: `lane=url`, separated by blanks. */
  deadLetterQueues: "DEAD_LETTER_QUEUES",
} as const;

/** What credentials are sealed for; the port `shared/kernel/application/ports/sealer.ts` says more. */
export type SealPurpose =
  | "callback-keys"
  | "app-secrets"
  | "component-tokens"
  /** Refresh tokens of people's web authorizations, and session keys of mini programs. */
  | "web-grants"
  /** Private keys that sign people's sessions. */
  | "session-keys"
  /** What merchants' notifications are opened with: APIv3 keys, WeChat Pay's public keys and certificates. */
  | "merchant-keys"
  /** Merchants' private keys, which sign requests. */
  | "merchant-secrets";

/** Every table has these key attributes (strings) and this TTL attribute (epoch seconds). */
export const KEYS = { partition: "pk", sort: "sk", ttl: "expiresAt" } as const;

/**
 * Secondary indexes. Both keys are strings; an index has all attributes unless `keysOnly` or `include` says otherwise.
 */
export const INDEXES = {
  /** On `config`: every account, by appId. */
  configByKind: { name: "byKind", partition: "kind", sort: "pk" },
  /** On `journal`, sparse: commands that need an operator (`unknown`, `failed`) and dead letters, newest last. */
  journalByAttention: { name: "byAttention", partition: "attention", sort: "updatedAt" },
  /** On `journal`, sparse: messages that rules may take, by account and in the order in which they were received. */
  journalByAccount: { name: "byAccount", partition: "appId", sort: "heardAt", keysOnly: true },
  /** On `state`, sparse: conversations in which rules are silent, by who silenced them and until when. */
  stateByMute: {
    name: "byMute",
    partition: "mutedBy",
    sort: "muteEnds",
    include: ["appId", "conversationId", "mutedAt", "mutedUntil", "muteNote"],
  },
} as const;

/** The one event bus: `source` of every event, and its `detail-type`s. */
export const EVENTS = {
  source: "wechat-fleet",
  accountStateChanged: "AccountStateChanged",
  loginRequired: "LoginRequired",
  reconnectExhausted: "ReconnectExhausted",
  unknownAccountSeen: "UnknownAccountSeen",
  commandUnknown: "CommandUnknown",
  commandFailed: "CommandFailed",
  circuitStaysOpen: "CircuitStaysOpen",
  spoolOpened: "SpoolOpened",
  messagesUnread: "MessagesUnread",
  aiBudgetExceeded: "AiBudgetExceeded",
  aiAnswerTruncated: "AiAnswerTruncated",
  behaviourRecorded: "BehaviourRecorded",
  conversationBraked: "ConversationBraked",
  handoverRequested: "HandoverRequested",
  broadcastRequested: "BroadcastRequested",
  deadLettered: "DeadLettered",
  quotaExhausted: "QuotaExhausted",
  accountAuthorized: "AccountAuthorized",
  authorizationWithdrawn: "AuthorizationWithdrawn",
  paymentSucceeded: "PaymentSucceeded",
  refundFinished: "RefundFinished",
  refundAbnormal: "RefundAbnormal",
  refundClosed: "RefundClosed",
} as const;

/**
 * `source` of events that rules emit. An operator names their types; the source keeps them apart from the platform's.
 */
export const RULE_EVENT_SOURCE = "wechat-fleet.rules";

/** CloudWatch namespace of all metrics (EMF). */
export const METRICS_NAMESPACE = "WechatFleet";

/** Metadata of a function in the template: invocations that one of its processes may carry out at once. */
export const INVOCATIONS_PER_PROCESS = "wechat-fleet:invocationsPerProcess";

/**
 * Timeouts in seconds. A client's is shorter than its function's, and a lane hides messages for six times the
 * function's.
 */
export const TIMEOUTS = {
  gatewayCall: 10,
  mediaFetch: 9,
  /**
   * A file for an Official Account. Token, file, upload and message share one `gatewayCall`: two tries of this length
   * end before the message's own time begins. Otherwise a server that never answers would be tried again until
   * `notAfter`.
   */
  officialMediaFetch: 3,
  alertCall: 8,
  /** The list of all contacts' ids. The gateway is slow to make it. */
  addressBook: 40,
  /** The longest that a webhook may take. Each webhook has its own timeout of at most this. */
  webhookCall: 10,
  pollCall: 5,
  callback: 10,
  officialCallback: 10,
  componentCallback: 10,
  payCallback: 10,
  /** Some calls of WeChat Pay, one for each merchant. */
  payWorker: 60,
  /** Some pages of a platform's list, or three calls for one account. */
  componentWorker: 60,
  /** One call of WeChat in a third-party platform's own name. */
  componentCall: 8,
  /** A platform's token and an exchange; API Gateway waits 30. */
  oauth: 25,
  /** One call of WeChat about a person on a page. */
  oauthCall: 5,
  consumer: 15,
  sender: 30,
  /** API Gateway waits 30. The longest request fetches a file's address and its bytes, and stores them. */
  api: 29,
  spoolDrain: 50,
  ledgerSweep: 60,
  /** Two calls of the gateway, and what follows from them. */
  accountWorker: 40,
  heartbeat: 40,
  notifier: 30,
  directory: 60,
  poller: 90,
  heartbeatPlanner: 30,
  /** One completion with all its tries. */
  aiCall: 30,
  /** One verdict of a moderation endpoint. An answer takes at most two. */
  moderationCall: 4,
  ai: 50,
  /** A beat's call. An account that takes longer is asked again half a minute later. */
  beatCall: 5,
  loginPage: 10,
  /** A ticket may have to wait for a token, and that for a third-party platform's. */
  jssdk: 20,
  /** A call of WeChat may take 22, with its token. */
  miniLogin: 28,
  deadLetters: 50,
  delivery: 60,
  broadcast: 60,
} as const;

/** The largest callback that is taken, bytes: the largest SQS message. */
export const CALLBACK_LIMIT = 1_048_576;

/** The largest callback of an Official Account, bytes. Texts have 2 KB, lists of results some more. */
export const OFFICIAL_CALLBACK_LIMIT = 262_144;

/** The largest notification of WeChat Pay, bytes. They have some 2 KB. */
export const PAY_CALLBACK_LIMIT = 65_536;
