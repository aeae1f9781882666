import fc from "fast-check";

/**
 * Property tests make the same cases in every run: a commit that passed passes again, and one that fails fails for its own sake.
 * `SEED=random` looks for new ones, `SEED=7` for those of a run that reported seed 7.
 */
const { SEED = "20261121" } = process.env;
if (SEED !== "random") fc.configureGlobal({ seed: Number(SEED) });
