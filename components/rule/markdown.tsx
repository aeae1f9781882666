import { Fragment } from "react";
import { PlainText } from "../ui/plain-text.tsx";
import classes from "./markdown.module.css";
import { type Block, type Inline, markdownBlocks } from "./markdown-blocks.ts";

/** Somebody else's Markdown as elements of our own: no HTML of theirs, and addresses as text. */
export function Markdown({ source }: { readonly source: string }) {
  return (
    <div className={classes.markdown}>
      {markdownBlocks(source).map((block, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a block's place is its identity
        <Fragment key={index}>{blockOf(block)}</Fragment>
      ))}
    </div>
  );
}

const HEADINGS: { readonly [level: number]: "h3" | "h4" | "h5" } = { 1: "h3", 2: "h3", 3: "h4", 4: "h5" };

function blockOf(block: Block) {
  switch (block.kind) {
    case "heading": {
      // Beneath the panel's own title, which is a second-level heading.
      const Heading = HEADINGS[block.level] ?? "h6";
      return (
        <Heading className={classes.heading}>
          <Parts parts={block.parts} />
        </Heading>
      );
    }
    case "paragraph":
      return (
        <p>
          <Parts parts={block.parts} />
        </p>
      );
    case "quote":
      return (
        <blockquote>
          <Parts parts={block.parts} />
        </blockquote>
      );
    case "item":
      return (
        <div className={classes.item} style={{ marginInlineStart: `${block.depth * 1.4}em` }}>
          <span aria-hidden>{/^\d/.test(block.mark) ? block.mark : "•"}</span>
          <span>
            <Parts parts={block.parts} />
          </span>
        </div>
      );
    case "code":
      return (
        <pre>
          <PlainText text={block.text} />
        </pre>
      );
    case "rule":
      return <hr />;
  }
}

function Parts({ parts }: { readonly parts: readonly Inline[] }) {
  return parts.map((part, index) => {
    const text = <PlainText text={part.text} />;
    // biome-ignore lint/suspicious/noArrayIndexKey: a part's place is its identity
    return <Fragment key={index}>{partOf(part, text)}</Fragment>;
  });
}

function partOf(part: Inline, text: React.ReactNode) {
  switch (part.kind) {
    case "text":
      return text;
    case "code":
      return <code>{text}</code>;
    case "strong":
      return <strong>{text}</strong>;
    case "em":
      return <em>{text}</em>;
    case "link":
      return part.text === "" || part.text === part.address ? (
        <PlainText text={part.address} />
      ) : (
        <>
          {text} (<PlainText text={part.address} />)
        </>
      );
  }
}
