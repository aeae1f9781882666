"use client";
import { type ComponentType, cloneElement, type ReactElement, type ReactNode, type Ref, useState } from "react";
import { fetchAhead, whenFetched } from "./fetched.ts";
import type { PopupOpenProps } from "./popup-open.tsx";

const load = () => import("./popup-open.tsx");

/** What this gives the button. */
interface Handlers {
  readonly ref?: Ref<HTMLButtonElement>;
  readonly onClick?: () => void;
  readonly onPointerEnter?: () => void;
  readonly onFocus?: () => void;
  readonly "aria-haspopup"?: "dialog";
  readonly "aria-expanded"?: boolean;
}

interface PopupProps {
  /** A Mantine button without handlers of its own. */
  readonly button: ReactElement<Handlers>;
  readonly position: PopupOpenProps["position"];
  readonly children: ReactNode;
}

/**
 * A button with something floating under it. What makes things float is 35 kB: it is fetched when somebody comes near the button, and
 * a visit in which nobody does never pays for it.
 */
export function Popup({ button, position, children }: PopupProps) {
  const [opened, setOpened] = useState<{ readonly View: ComponentType<PopupOpenProps> } | null>(null);
  if (opened)
    return (
      <opened.View button={button} position={position}>
        {children}
      </opened.View>
    );
  const comingNear = () => fetchAhead(load);
  return cloneElement(button, {
    "aria-haspopup": "dialog",
    "aria-expanded": false,
    onPointerEnter: comingNear,
    onFocus: comingNear,
    onClick: () => whenFetched(load, ({ PopupOpen }) => setOpened({ View: PopupOpen })),
  });
}
