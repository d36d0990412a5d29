import { defineConfig } from '@playwright/test';
import { chromium } from './support/browser.ts';

// Two workers: each test file brings its own server, so files do not disturb one another.
export default defineConfig({
  testDir: 'tests',
  outputDir: 'results/tests',
  workers: 2,
  timeout: 30_000,
  expect: { timeout: 10_000 },
  forbidOnly: true,
  reporter: [['list']],
  use: { ...chromium, viewport: { width: 1280, height: 800 }, trace: 'retain-on-failure' },
});
