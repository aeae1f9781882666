import type { NextConfig } from "next";

const config: NextConfig = {
  poweredByHeader: false,
  serverExternalPackages: ["pg", "pg-boss", "pino", "maxmind", "re2js"],
  typescript: { ignoreBuildErrors: true },
};

export default config;
