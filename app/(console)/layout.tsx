import type { ReactNode } from "react";
import { Shell } from "#components/shell/shell";
import { requireActor } from "#features/account/loaders";

export default async function ConsoleLayout({ children }: { readonly children: ReactNode }) {
  const actor = await requireActor();
  return <Shell user={actor.name}>{children}</Shell>;
}
