import { defineConfig } from "vitest/config";

/** Each starts an embedded cloud of twenty processes: side by side they would only take the processor from each other. */
const CLOUDS = ["test/e2e/**/*.test.ts", "test/local/cloud/**/*.test.ts"];

export default defineConfig({
  test: {
    // How fast a machine is says nothing about the code: only what hangs ends by these.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 60_000, interval: 5 } },
    projects: [
      {
        extends: true,
        test: {
          name: "parts",
          include: ["test/**/*.test.ts"],
          exclude: CLOUDS,
          maxWorkers: "100%",
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: { name: "clouds", include: CLOUDS, maxWorkers: 1, sequence: { groupOrder: 2 } },
      },
    ],
    coverage: {
      provider: "v8",
      include: ["shared/**/*.ts"],
      thresholds: { statements: 95, branches: 95, functions: 95, lines: 95 },
    },
  },
});
