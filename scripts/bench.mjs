// `npm run bench` runs every lane, `npm run bench -- decode match` some of them; `--synthetic` leaves public data sets beside the checkout aside.
// Figures are CPU time, so that a busy machine distorts them little.
import { root, runPackage } from "./process.mjs";
import { checkNode, install } from "./stages.mjs";

checkNode();
install();
runPackage("tsx/dist/cli.mjs", ["lib/bench/bench.ts", ...process.argv.slice(2)], { cwd: root });
