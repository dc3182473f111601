import { defineConfig } from "@playwright/test";

export default defineConfig({
  testDir: ".",
  testMatch: "*.spec.ts",
  outputDir: "results",
  // One run is looked at by all of them.
  workers: 1,
  fullyParallel: false,
  timeout: 120_000,
  // What fails is told in full at the end; a line for each that passes would push it out of a log.
  reporter: "dot",
  use: {
    viewport: { width: 1024, height: 768 },
    launchOptions: {
      executablePath: process.env.LAB_CHROMIUM ?? "/usr/bin/chromium",
      args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
    },
  },
});
