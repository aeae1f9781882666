import type { ChangeEvent, ReactNode } from "react";
import classes from "./check.module.css";

interface CheckProps {
  readonly label: ReactNode;
  readonly checked: boolean;
  readonly disabled?: boolean;
  readonly onChange: (event: ChangeEvent<HTMLInputElement>) => void;
}

/** The browser's own checkbox with its label, as the tables have it; Mantine's would add 4 kB to the first load of the queue. */
export function Check({ label, checked, disabled = false, onChange }: CheckProps) {
  return (
    <label className={classes.check} data-disabled={disabled}>
      <input type="checkbox" checked={checked} disabled={disabled} onChange={onChange} />
      {label}
    </label>
  );
}
