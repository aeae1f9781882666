// `npm run check`: types, lint and the floors; seconds, for before a commit.
import { runPackage, step } from "./process.mjs";
import { checkNode, checkSources, generate, install } from "./stages.mjs";

checkNode();
install();
generate();
checkSources();
step("checking the floors");
runPackage("vitest/vitest.mjs", ["run", "lib/house.test.ts"]);
