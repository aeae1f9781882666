import { z } from "zod";
import { LONGEST_EVERY, LONGEST_LOOK_BACK, MOST_ALERTS, SHORTEST_EVERY } from "./constants.ts";

/** A schedule in seconds. `mostAlerts` null: no limit. */
export const ScheduleText = z
  .object({
    everySeconds: z.int().min(SHORTEST_EVERY).max(LONGEST_EVERY),
    lookBackSeconds: z.int().min(SHORTEST_EVERY).max(LONGEST_LOOK_BACK),
    mostAlerts: z.int().min(1).max(MOST_ALERTS).nullable(),
  })
  .refine(({ everySeconds, lookBackSeconds }) => lookBackSeconds >= everySeconds, {
    error: "what lies between the look-back of one execution and the next would never be looked at",
    path: ["lookBackSeconds"],
  });
export type RuleSchedule = z.infer<typeof ScheduleText>;

/** `file`: back to what the rule's own text says. Null: it has none, and runs only when somebody asks for it. */
export const SetSchedule = z.object({ ruleId: z.string().max(200), schedule: ScheduleText.nullable().or(z.literal("file")) });
export type SetSchedule = z.infer<typeof SetSchedule>;
export const UndoSchedule = z.object({ batchId: z.uuid() });
