import { redirect } from "next/navigation";

/** The address that `npm start` prints: the queue is home. */
export default function HomePage() {
  redirect("/alerts");
}
