import type { JsonObject } from "../../event/value.ts";
import { asText, isList, readPath } from "../document.ts";
import type { Reading } from "./labels.ts";
import { DNS } from "./web.ts";

/** Sigma's words for languages and frameworks, by what agents of application monitoring call them. */
const RUNTIMES: { readonly [name: string]: string } = {
  java: "jvm",
  "node.js": "nodejs",
  node: "nodejs",
  "ruby on rails": "ruby_on_rails",
  rails: "ruby_on_rails",
};

/** What a logger's name, a class in a stack trace or an exception tells of what the application is made of. */
const TELLS: readonly (readonly [tell: RegExp, products: readonly string[]])[] = [
  [/\borg\.springframework\b/, ["spring", "jvm"]],
  [/\borg\.apache\.velocity\b|\bVelocityException\b/, ["velocity", "jvm"]],
  [/\bdjango\./, ["django", "python"]],
  [/\bActionController::|\bActiveRecord::|\bActionView::|\bRack::/, ["ruby_on_rails"]],
  [/\bat (?:[\w$]+\.)+[\w$<>]+\((?:\w+\.java:\d+|Native Method|Unknown Source)\)|\bjava(?:x)?\.[a-z]+\.[\w.]+/, ["jvm"]],
  [/Traceback \(most recent call last\)|File "[^"]+\.py", line \d+/, ["python"]],
  [/\((?:node:[\w/]{1,100}|[^()\s]{1,300}\.[cm]?js):\d+:\d+\)/, ["nodejs"]],
  [/\bSQL(?:STATE|Exception|ServerException|SyntaxError\w*)?\b|\bORA-\d{5}\b|\bPG::|\bpsycopg|\bmysqli?\b|\bsqlite/i, ["sql"]],
];

/** Members of the log formats of the languages: Logback and Log4j, Python's, pino and bunyan, ECS. */
const TEXTS = [
  "logger_name",
  "loggerName",
  "logger",
  "log.logger",
  "name",
  "message",
  "msg",
  "stack_trace",
  "thrown.extendedStackTrace",
  "exc_info",
  "exception",
  "err.stack",
  "error.stack_trace",
  "error.message",
];
const LEVELS = ["level", "levelname", "log.level", "severity", "loglevel", "level_value"];
const SHAPES: readonly (readonly [members: readonly string[], product: string])[] = [
  [["logger_name", "thread_name"], "jvm"],
  [["loggerName", "threadId"], "jvm"],
  [["levelname", "pathname"], "python"],
  [["levelname", "funcName"], "python"],
  [["pid", "hostname", "msg", "level"], "nodejs"],
  [["controller", "action", "format"], "ruby_on_rails"],
];

const MOST_CHARACTERS = 20_000;

function textAt(body: JsonObject, path: string): string {
  const value = readPath(body, path);
  const text = value !== undefined && value !== null && isList(value) ? value.map((item) => asText(item) ?? "").join("\n") : asText(value);
  return (text ?? "").slice(0, MOST_CHARACTERS);
}

/** The log of an application: ECS names its language, runtime and framework; without those its loggers and stack traces tell. */
export function applicationReading(body: JsonObject): Reading | undefined {
  const named = ["service.language.name", "service.runtime.name", "service.framework.name", "service.type"].flatMap(
    (path) => textAt(body, path).toLowerCase() || [],
  );
  const products = named.map((name) => RUNTIMES[name] ?? name.replaceAll(" ", "_"));
  for (const [members, product] of SHAPES) if (members.every((name) => Object.hasOwn(body, name))) products.push(product);
  const isLog = products.length > 0 || LEVELS.some((path) => readPath(body, path) !== undefined);
  if (!isLog) return undefined;
  const text = TEXTS.map((path) => textAt(body, path)).join("\n");
  for (const [tell, told] of TELLS) if (tell.test(text)) products.push(...told);
  if (products.length === 0) return undefined;
  return { labels: { product: [...new Set(products)], category: ["application"] }, aliases: DNS };
}
