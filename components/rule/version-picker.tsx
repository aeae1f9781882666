"use client";
import { NativeSelect } from "@mantine/core";
import { useRouter } from "next/navigation";

interface VersionPickerProps {
  readonly ruleId: string;
  readonly versions: readonly number[];
  readonly from: number;
  readonly to: number;
}

/** Which two versions are compared. */
export function VersionPicker({ ruleId, versions, from, to }: VersionPickerProps) {
  const router = useRouter();
  const go = (pair: { readonly from: number; readonly to: number }) =>
    router.push(`/rules/${encodeURIComponent(ruleId)}/versions?from=${pair.from}&to=${pair.to}`);
  const data = versions.map((version) => ({ value: String(version), label: `Version ${version}` }));
  return (
    <>
      <NativeSelect
        size="xs"
        label="From"
        data={data}
        value={String(from)}
        onChange={(event) => go({ from: Number(event.currentTarget.value), to })}
      />
      <NativeSelect
        size="xs"
        label="To"
        data={data}
        value={String(to)}
        onChange={(event) => go({ from, to: Number(event.currentTarget.value) })}
      />
    </>
  );
}
