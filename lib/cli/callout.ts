import { readCommandLine } from "./command-line.ts";
import { queryKql } from "./kql/query.ts";
import { endQuietlyWhenNobodyReads, say } from "./output.ts";
import { query } from "./query/query.ts";
import { checkRules } from "./rules-check.ts";
import { scan } from "./scan.ts";
import { USAGE, UsageError } from "./usage.ts";

/** The core without server or database; README.md beside this says what it promises to scripts. */
async function main(args: readonly string[]): Promise<number> {
  const command = readCommandLine(args);
  switch (command.command) {
    case "scan":
      return scan(command, Date.now());
    case "rules check":
      return checkRules(command);
    case "query":
      return query(command, Date.now());
    case "query kql":
      return queryKql(command, Date.now());
    case "help":
      process.stdout.write(`${USAGE}\n`);
      return 0;
  }
}

endQuietlyWhenNobodyReads();
try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  say(`callout: ${error.message}\n${USAGE}`);
  say(JSON.stringify({ error: error.message }));
  process.exitCode = 2;
}
