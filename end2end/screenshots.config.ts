import { defineConfig } from '@playwright/test';
import { chromium } from './support/browser.ts';

/** Not a test: draws every page, so that people can look at them. */
export default defineConfig({
  testDir: '.',
  testMatch: 'screenshots.ts',
  outputDir: 'results/screenshots-run',
  workers: 1,
  timeout: 120_000,
  reporter: [['line']],
  use: { ...chromium },
});
