#!/bin/bash
# Reading results costs in proportion to the samples, however many cells they
# belong to. Processor time, not wall: the machine may be busy.
set -euo pipefail

"$2/scripts/bench-show" "$1" 60x30 240x30
