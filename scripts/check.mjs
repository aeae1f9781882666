// `npm run check`: types, lint, the floors and the doors; seconds, for before a commit.
import { runPackage, step } from "./process.mjs";
import { checkNode, checkSources, generate, install } from "./stages.mjs";

checkNode();
install();
generate();
checkSources();
step("checking the floors and the doors");
runPackage("vitest/vitest.mjs", ["run", "lib/house.test.ts", "lib/doors.test.ts"]);
