// Preloaded into every child of the launcher: when the launcher is gone, however it went, its children go too.
if (process.channel && process.argv[1]?.includes("next")) {
  process.on("disconnect", () => process.exit(0));
  process.channel.unref();
}
