/** A way to the operators: a group robot or a topic. */
export type AlertChannel = {
  /** Its name in metrics, logs and rows, e.g. `wecom`. */
  readonly name: string;
  /** Bytes (UTF-8) that a message may take. */
  readonly maxBytes: number;
  /** Throws one of the error family; a message whose call failed may have arrived all the same. */
  send(text: string): Promise<void>;
};

/** The channels of this deployment, as configured now. One that is configured wrongly fails at `send`. */
export type AlertChannels = () => Promise<readonly AlertChannel[]>;
