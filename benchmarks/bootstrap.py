"""How long the bootstrap takes: 2,000 replicates, 486 respondents, 30 themes, 10 segments.

    python benchmarks/bootstrap.py [--rounds 5] [--replicates 2000]

Processor time of what a run does with them: drawing, raking where there are margins,
measuring, intervals of shares and places, and the draws of themes and matches, on one thread
in double precision. The nine segments of type by region are scored as well, because a run
always scores them.
"""

from __future__ import annotations

import argparse
import statistics
import time
from datetime import date

import numpy as np

from benchmarks import simulate
from gapmap.stages.evidence import take_sample
from gapmap.stages.scoring import score_segments
from gapmap.stages.weights import rake
from gapmap.text.one_thread import one_thread

RESPONDENTS, THEMES, OFFERS = 486, 30, 92


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5, help="default: 5")
    parser.add_argument("--replicates", type=int, default=2000, help="default: 2000")
    parsed = parser.parse_args()
    print(f"{date.today()}, {parsed.replicates} replicates, one thread\n")
    print("| weights | seconds of one processor, median | min | max |")
    print("| --- | ---: | ---: | ---: |")
    with one_thread():
        for name, is_raked in (("all alike", False), ("raked to three margins", True)):
            seconds = timed(parsed.rounds, parsed.replicates, is_raked=is_raked)
            print(
                f"| {name} | {statistics.median(seconds):.2f} | {min(seconds):.2f} "
                f"| {max(seconds):.2f} |"
            )


def timed(rounds: int, replicates: int, *, is_raked: bool) -> list[float]:
    rng = np.random.default_rng(1)
    world = simulate.make_world(THEMES, OFFERS, rng)
    survey = simulate.draw_survey(world, RESPONDENTS, rng)
    fits = simulate.draw_fits(world.shape, rng)
    themed = simulate.confuse(survey, world.answers @ world.demand, rng)
    evidence = simulate.as_evidence(world, survey, themed, fits, fits.found(), decided=False)
    rules = simulate.make_rules(world, is_raked=is_raked, replicates=replicates, seed=1)
    sample = take_sample(evidence, rules)
    weights = rake(sample.respondents, rules.margins, rules.cap)
    assert len([s for s in sample.segments if s.kind != "respondent_type_region"]) == 10
    seconds = []
    for _ in range(rounds + 1):
        start = time.process_time()
        score_segments(sample, weights, rules)
        seconds.append(time.process_time() - start)
    return seconds[1:]  # the first round warms up


if __name__ == "__main__":
    main()
