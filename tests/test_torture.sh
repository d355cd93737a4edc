#!/bin/bash
# test_torture.sh - a sample of runs in which one call fails: see
# scripts/torture. The seed is the same each
# time, so that no change is blamed for what was there before; another can be
# given as TORTURE_SEED.
#
#   bash test_torture.sh PATH/simul PROJECT_DIR
simul=$(realpath "$1")
project=$(realpath "$2")

exec "$project/scripts/torture" --simul "$simul" \
	--failing "$(dirname "$simul")/tests/failing.so" \
	--runs "${TORTURE_RUNS:-120}" --seed "${TORTURE_SEED:-5}"
