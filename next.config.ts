import type { NextConfig } from "next";

const config: NextConfig = {
  poweredByHeader: false,
  // A lock file in a folder above would otherwise make that folder the project.
  outputFileTracingRoot: import.meta.dirname,
  turbopack: { root: import.meta.dirname },
  serverExternalPackages: ["pg", "pg-boss", "pino", "maxmind", "re2js"],
  typescript: { ignoreBuildErrors: true },
  // Pages get theirs, with a policy beside it, in proxy.ts.
  headers: async () => [{ source: "/api/:path*", headers: [{ key: "X-Content-Type-Options", value: "nosniff" }] }],
  // Kept between two runs of `npm run dev`, it makes every page of the second reload without end: each subscription is told "restart".
  experimental: { turbopackFileSystemCacheForDev: false },
};

export default config;
