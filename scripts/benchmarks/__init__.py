"""The benchmarks, a module each for what is measured and for what it is measured with; `scripts/bench` runs them."""
