import { defineConfig } from "@playwright/test";

export default defineConfig({
  testDir: ".",
  testMatch: "*.spec.ts",
  outputDir: "results",
  // One run is looked at by all of them.
  workers: 1,
  fullyParallel: false,
  timeout: 120_000,
  reporter: "list",
  use: {
    viewport: { width: 1024, height: 768 },
    launchOptions: {
      executablePath: process.env.LAB_CHROMIUM ?? "/usr/bin/chromium",
      args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
    },
  },
});
