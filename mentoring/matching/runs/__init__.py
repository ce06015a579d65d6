"""A whole cohort matched at once: start, solve, set pairs by hand, look, compare, try, publish."""
