import Link from "next/link";
import { Empty } from "#components/ui/empty";

export const metadata = { title: "Not found" };

/** Inside the frame, which is the page's `main` already. */
export default function NotFoundInConsole() {
  return (
    <Empty page title="There is nothing at this address" actions={<Link href="/alerts">Go to the alert queue</Link>}>
      It may have been removed, or the link was copied incompletely.
    </Empty>
  );
}
