"use client";
import { Popover, type PopoverProps } from "@mantine/core";
import { cloneElement, type ReactElement, type ReactNode, type Ref, useRef } from "react";

export interface PopupOpenProps {
  readonly button: ReactElement<{ readonly ref?: Ref<HTMLButtonElement> }>;
  readonly position: NonNullable<PopoverProps["position"]>;
  readonly children: ReactNode;
}

/** The popover behind `Popup`; open from the start, because somebody has asked for it. */
export function PopupOpen({ button, position, children }: PopupOpenProps) {
  const target = useRef<HTMLButtonElement>(null);
  return (
    // The button that was pressed is gone: the focus goes back to this one.
    <Popover position={position} trapFocus defaultOpened onClose={() => target.current?.focus()}>
      <Popover.Target>{cloneElement(button, { ref: target })}</Popover.Target>
      <Popover.Dropdown>{children}</Popover.Dropdown>
    </Popover>
  );
}
