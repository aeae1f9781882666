"use client";
import { useRouter } from "next/navigation";
import { useEffect, useTransition } from "react";
import type { RuleImportRow } from "#features/rule/import/types";
import { RuleImportProgress } from "./rule-import-progress.tsx";

const INTERVAL_MS = 1_000;

/** Reads the page anew until the import has ended. */
export function LiveImport({ initial }: { readonly initial: RuleImportRow }) {
  const router = useRouter();
  const [isReading, startReading] = useTransition();
  useEffect(() => {
    if (isReading) return;
    const timer = setTimeout(() => startReading(() => router.refresh()), INTERVAL_MS);
    return () => clearTimeout(timer);
  }, [isReading, router]);
  return <RuleImportProgress id={initial.id} row={initial} />;
}
