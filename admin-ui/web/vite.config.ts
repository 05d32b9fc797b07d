import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

const backend = process.env.SLUICE_ADMIN_URL ?? "http://127.0.0.1:8083";

export default defineConfig({
  plugins: [react()],
  build: {
    sourcemap: false,
    // The plots are the one heavy part; they are loaded with the pages that draw them.
    chunkSizeWarningLimit: 700,
    // Small assets stay files: the content security policy allows no data: fonts or scripts.
    assetsInlineLimit: 0,
  },
  server: { proxy: { "/api": backend } },
  test: { include: ["src/**/*.test.ts"], environment: "node" },
});
