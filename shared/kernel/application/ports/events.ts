/** `source`: the platform's own unless given. */
export type FleetEvent = {
  readonly type: string;
  readonly detail: Readonly<Record<string, unknown>>;
  readonly source?: string;
};

/** The event bus. */
export type Events = { publish(events: readonly FleetEvent[]): Promise<void> };
