/** Milliseconds of this process's own work so far: what a test bounds, because a busy machine takes its time away but adds nothing to it. */
export function cpuTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}
