/** The command line asked for something that does not exist; the process ends with status 2. */
export class UsageError extends Error {}

export const USAGE = `usage:
  callout scan --rules PATH... [--filters PATH...] [--exceptions FILE] [--placeholders FILE] [--max-evidence N] [--threads N]
               [--now ISO] [--table URL=FILE]... FILE...
  callout query --language eql [--dialect elasticsearch|endgame] [--category-field NAME] [--version-field NAME]
                TEXT|@FILE FILE...
  callout query --language eql --batch FILE FILE...
  callout query --language kql [--table NAME=FILE]... [--now ISO] [--format json|table] TEXT|@FILE [FILE...]
  callout query --language kql --batch FILE [--table NAME=FILE]... [FILE...]
  callout rules check [--placeholders FILE] PATH...

A PATH is a rule file, a folder or a zip of them. A FILE is an event file of any supported format, or a folder of
them; put -- before the first FILE where it could be taken for a PATH. The FILE of --placeholders is a YAML or JSON map
of names to lists of values: what %name% stands for in Sigma rules. Findings go to standard output, one JSON object a
line; everything else goes to standard error, whose last line is a JSON summary.
Status: 0 done, 1 some file or rule could not be used, 2 wrong usage.`;
