import type { EventClass } from "../../event/class.ts";

/** The words of an ECS document that say what happened, lower-cased. */
export interface EcsWords {
  readonly categories: readonly string[];
  readonly types: readonly string[];
  readonly action: string;
  readonly hasQuestion: boolean;
}

const FILE_ACTION: { readonly [action: string]: EventClass } = {
  creation: "file_event",
  overwrite: "file_event",
  modification: "file_change",
  deletion: "file_delete",
  rename: "file_rename",
  open: "file_access",
};

function processClass({ types, action }: EcsWords): EventClass {
  // A snapshot of what was running already is not a start (telemetry.md §1.7.10).
  if (action === "already_running") return "other";
  if (types.includes("start") || types.includes("process_started") || action === "start" || action === "exec") return "process_creation";
  return types.includes("end") || action === "end" ? "process_termination" : "other";
}

function networkClass({ types, action, hasQuestion }: EcsWords): EventClass {
  if (action.startsWith("lookup_") || action.includes("dns") || (hasQuestion && !action.startsWith("connection_"))) return "dns_query";
  if (action === "disconnect_received" || (types.includes("end") && !types.includes("start"))) return "network_disconnect";
  return "network_connection";
}

function fileClass({ types, action }: EcsWords): EventClass {
  if (Object.hasOwn(FILE_ACTION, action)) return FILE_ACTION[action] ?? "other";
  if (types.includes("creation")) return "file_event";
  if (types.includes("deletion")) return "file_delete";
  return types.includes("change") ? "file_change" : "other";
}

function registryClass({ types, action }: EcsWords): EventClass {
  if (types.includes("deletion") || action === "deletion") return "registry_delete";
  if (types.includes("creation")) return "registry_add";
  return types.includes("change") || action === "modification" ? "registry_set" : "other";
}

/** What an ECS document is about (telemetry.md §1.3); the first category that means something decides. */
export function classifyEcs(words: EcsWords): EventClass {
  for (const category of words.categories) {
    switch (category) {
      case "process":
        return processClass(words);
      case "network":
        return networkClass(words);
      case "file":
        return fileClass(words);
      case "registry":
        return registryClass(words);
      case "library":
        return "image_load";
      case "driver":
        return "driver_load";
      case "authentication":
      case "session":
        return words.types.includes("end") ? "logoff" : "logon";
    }
  }
  return "other";
}
