// Preloaded into every child of the launcher: when the launcher is gone, however it went, its children go too.
// `next dev` hands this preload on to a child of its own, which listens on its channel: that one is left alone.
if (process.channel && process.argv[1]?.includes("next") && String(process.ppid) === process.env.CALLOUT_LAUNCHER) {
  process.on("disconnect", () => process.exit(0));
  process.channel.unref();
}
