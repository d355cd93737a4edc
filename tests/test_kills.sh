#!/bin/bash
# test_kills.sh - a sample of processes that are killed in the middle of runs:
# see scripts/kills. The seed is the same each
# time, so that no change is blamed for what was there before; another can be
# given as KILLS_SEED.
#
#   bash test_kills.sh PATH/simul PROJECT_DIR
exec "$(realpath "$2")/scripts/kills" --simul "$1" --runs "${KILLS_RUNS:-24}" \
	--seed "${KILLS_SEED:-5}"
