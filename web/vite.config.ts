// How the client is built and tested. Every file under assets/ has a hash in its name and may be cached for ever.
import { loadEnv } from "vite";
import { defineConfig } from "vitest/config";

const server = loadEnv("development", ".", "PARLEY_")["PARLEY_URL"] ?? "http://127.0.0.1:8000";

export default defineConfig({
  resolve: {
    alias: {
      "react/jsx-runtime": "preact/jsx-runtime",
      "react-dom": "preact/compat",
      react: "preact/compat",
    },
  },
  build: {
    target: "es2022",
    manifest: true,
    sourcemap: true,
    // The Content Security Policy allows no data: URLs for fonts and scripts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: {
    // No xfwd, and the Host is kept, because the server compares Origin and Host.
    proxy: { "/api": { target: server }, "/ws": { target: server, ws: true } },
  },
  // tests/engine.ts is built into one file that Node runs.
  ssr: { noExternal: true },
  test: { include: ["src/**/*.test.ts", "src/**/*.test.tsx"], setupFiles: [], testTimeout: 10_000 },
});
