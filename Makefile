# Two commands: `make bench` measures, `make test` tests. Both set up first
# what is missing. All of it is done by CMake; this only calls it.

MAKEFLAGS += --no-print-directory

BUILD ?= build
JOBS  ?= $(shell nproc)
prefix ?= /usr/local
BASE  ?= origin/main
export BASE
# Seconds for each target of `make fuzz`, and options of scripts/fuzz.
FUZZ_S ?= 240
FUZZ_FLAGS ?=

.PHONY: all bench test gate peers sleepers asan tsan fuzz torture clean setup install package

all: $(BUILD)/CMakeCache.txt
	cmake --build $(BUILD) --parallel $(JOBS)

install: all
	DESTDIR=$(DESTDIR) cmake --install $(BUILD) --prefix $(prefix)

package: all
	cd $(BUILD) && cpack -G DEB

setup:
	scripts/setup

$(BUILD)/CMakeCache.txt: | setup
	cmake -S . -B $(BUILD) $(CMAKE_FLAGS)

bench: all
	cmake --build $(BUILD) --target bench

test: all
	cd $(BUILD) && ctest --parallel $(JOBS) --output-on-failure \
		--timeout 600

# make gate BASE=origin/main; scripts/gate itself has the exit statuses.
gate: $(BUILD)/CMakeCache.txt
	cmake --build $(BUILD) --target gate

peers: all
	cmake --build $(BUILD) --target peers

sleepers: all
	cmake --build $(BUILD) --target sleepers_table

asan tsan: setup
	cmake --preset $@
	cmake --build build-$@ --parallel $(JOBS)
	cd build-$@ && ctest --output-on-failure --timeout 900

fuzz: setup
	scripts/fuzz -s $(FUZZ_S) -j $(JOBS) $(FUZZ_FLAGS)

# Each n of every call of each command: hours.
torture: all
	scripts/torture --simul $(BUILD)/simul \
		--failing $(BUILD)/tests/failing.so --whole

clean:
	rm -rf $(BUILD) build-asan build-tsan build-fuzz
