/** What operators set, as far as a capability asks for it. Strongly consistent. */
export type SettingsReader<S> = { get(): Promise<S> };
