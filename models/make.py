"""Make the shipped model: `python models/make.py [--corpus corpus] [--out models/base] [--seed 0]`.

The same corpus, seed and library versions give the same bytes.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from threadpoolctl import threadpool_limits

from assistant.classifier.modelfile import ENCODER
from assistant.learning.base import make_base_model

# The one number fitted on real posts (the offset of the decision, development set of 434 posts): models call too
# much promotional on strangers' posts, because the corpus was written to be balanced and hard.
LIGHT_OFFSET = 0.0


def main() -> None:
    """Read the options, make the model, say what came out."""
    top = Path(__file__).resolve().parents[1]
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, default=top / "corpus")
    parser.add_argument("--out", type=Path, default=top / "models" / "base")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    had_encoder = (options.out / ENCODER).exists()
    with threadpool_limits(1):  # small matrices: a second thread only waits
        made = make_base_model(options.corpus, options.out, seed=options.seed, light_offset=LIGHT_OFFSET)
    print(f"{made['version']}: {made['corpus']['posts']} posts, {made['light']['metrics']}")
    if had_encoder and made["full"] is None:
        print("The encoder that was there does not fit these kinds and was left out: make it anew with `make encoder`.")


if __name__ == "__main__":
    main()
