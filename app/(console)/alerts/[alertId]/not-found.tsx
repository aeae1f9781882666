import Link from "next/link";
import { Empty } from "#components/ui/empty";

export default function AlertNotFound() {
  return (
    <Empty page title="There is no such alert" actions={<Link href="/alerts">Go to the queue</Link>}>
      The link may have been copied incompletely, or the data it belonged to has been removed.
    </Empty>
  );
}
