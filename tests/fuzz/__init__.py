"""Coverage-guided fuzzing with atheris, by hand: `python -m tests.fuzz TARGET [-max_total_time=600]`."""
