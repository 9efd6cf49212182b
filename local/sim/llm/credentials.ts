/** The secret of the AI as far as the simulated model is concerned; its address is the simulator's. */
export const SIMULATED_LLM = { apiKey: "local-key", model: "sim-model" } as const;
