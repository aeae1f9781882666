import "@mantine/core/styles.layer.css";
import "./globals.css";
import { ColorSchemeScript } from "@mantine/core";
import { GeistMono } from "geist/font/mono";
import { GeistSans } from "geist/font/sans";
import type { Metadata, Viewport } from "next";
import { cookies, headers } from "next/headers";
import type { ReactNode } from "react";
import { readPreferences } from "#components/ui/preferences";
import { UiProvider } from "#components/ui/provider";

export const metadata: Metadata = {
  title: { default: "Callout", template: "%s · Callout" },
  description: "Endpoint detections, judged quickly",
  icons: { icon: "/favicon.svg" },
};
export const viewport: Viewport = { colorScheme: "dark light", width: "device-width", initialScale: 1 };

export default async function RootLayout({ children }: { readonly children: ReactNode }) {
  const jar = await cookies();
  const { scheme, density, keys } = readPreferences((name) => jar.get(name)?.value);
  const nonce = (await headers()).get("x-nonce") ?? undefined;
  // A chosen scheme is in the markup; "auto" needs the script, which asks the browser before the first paint.
  const chosen = scheme === "auto" ? {} : { "data-mantine-color-scheme": scheme };
  return (
    <html lang="en" data-density={density} className={`${GeistSans.variable} ${GeistMono.variable}`} suppressHydrationWarning {...chosen}>
      <head>{scheme === "auto" && <ColorSchemeScript nonce={nonce} defaultColorScheme="auto" localStorageKey="callout-none" />}</head>
      <body>
        <UiProvider scheme={scheme} keys={keys} now={Date.now()}>
          {children}
        </UiProvider>
      </body>
    </html>
  );
}
