import { Code } from "@mantine/core";
import type { Condition } from "#core/exception/exception";
import { PlainText } from "../ui/plain-text.tsx";
import { FIELD_WORD, OPERATOR_WORD } from "./words.ts";

const SHOWN = 5;

/** Conditions as one reads them; blanks at the ends are made visible, because they count. */
export function ConditionText({ conditions }: { readonly conditions: readonly Condition[] }) {
  return (
    <ul style={{ margin: 0, paddingInlineStart: "1.1em" }}>
      {conditions.map((condition) => (
        <li key={`${condition.field} ${condition.operator} ${condition.values.join("\n")}`}>
          {FIELD_WORD[condition.field]} {OPERATOR_WORD[condition.operator]}{" "}
          {condition.values.slice(0, SHOWN).map((value, index) => (
            <span key={value}>
              {index > 0 && " or "}
              <Code style={{ overflowWrap: "anywhere", whiteSpace: "pre-wrap" }}>
                <PlainText text={value} />
              </Code>
            </span>
          ))}
          {condition.values.length > SHOWN && ` or ${condition.values.length - SHOWN} more`}
        </li>
      ))}
    </ul>
  );
}
