import Link from "next/link";
import { Empty } from "#components/ui/empty";

export const metadata = { title: "Not found" };

export default function NotFound() {
  return (
    <main>
      <Empty page title="There is nothing at this address" actions={<Link href="/alerts">Go to the alert queue</Link>}>
        It may have been removed, or the link was copied incompletely.
      </Empty>
    </main>
  );
}
