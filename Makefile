# Debut. `make demo` and `make test` do everything on a machine with a Swift toolchain.
PREFIX ?= /usr/local
CONFIGURATION ?= release
# Every module names what it imports in Package.swift; an import without a dependency is an error.
CHECKED := --explicit-target-dependency-import-check error

.DEFAULT_GOAL := build
.PHONY: setup build demo test lint format docs fuzz torture mlinknet-ablation accuracy ranking ablations bench install uninstall clean

setup:
	@Scripts/setup.sh

build: setup
	swift build -c $(CONFIGURATION) $(CHECKED) --product debut

demo: build
	.build/$(CONFIGURATION)/debut --no-init --echo Scripts/demo.debut

test: setup
	Scripts/test.sh

lint:
	swift format lint --strict --recursive Package.swift Sources Plugins Tests Examples
	Scripts/check-words.sh
	Scripts/check-pages.py
	Scripts/check-rooms.py

format:
	swift format --in-place --recursive Package.swift Sources Plugins Tests Examples

# The reference of the module Debut, with warnings as errors: .build/Debut.doccarchive.
docs: setup
	Scripts/docs.sh

# A reader against inputs that libFuzzer makes up; FUZZ_SECONDS to go on for, FUZZ_TARGET as Scripts/fuzz.sh names it.
fuzz: setup
	Scripts/fuzz.sh $(or $(FUZZ_TARGET),models) $(or $(FUZZ_SECONDS),600)

# Hostile lines, damaged files, kills, races, interruptions, keys and sanitizers: writes docs/reliability.md. Long.
torture: build
	Scripts/torture/torture.py --write docs/reliability.md .build/$(CONFIGURATION)/debut

# What the published notebook's indexing and linear head cost; DATA is a folder of MovieLens ratings.
mlinknet-ablation: build
	Scripts/ablation.sh "$(DATA)"

# Errors of all models over ten folds, with intervals and pictures: writes docs/accuracy.md and README's
# table. DATA, and DATA2 where there is another, are folders of ratings.
accuracy: build
	Scripts/setup.sh gnuplot
	python3 Scripts/accuracy/accuracy.py --readme README.md "$(DATA)" $(if $(DATA2),"$(DATA2)")

# Next items: every model of events, leave-last-out and by time, with an audit: writes docs/ranking-accuracy.md. DATA,
# DATA2 and DATA3 are folders or files of events.
ranking: build
	python3 Scripts/accuracy/ranking.py "$(DATA)" $(if $(DATA2),"$(DATA2)") $(if $(DATA3),"$(DATA3)")

# What each part of the sequence models is worth: writes docs/ablation.md.
ablations: build
	python3 Scripts/accuracy/ablation.py "$(DATA)"

# Speed, beside PyTorch and pandas where PYTHON has them: writes docs/performance.md and README's table. DATA is a
# folder of MovieLens ratings, or `demo`; ROWS are read from a generated file.
bench: build
	python3 Scripts/bench/report.py --data "$(or $(DATA),demo)" $(if $(PYTHON),--python "$(PYTHON)") \
	  --rows $(or $(ROWS),1000000) --write docs/performance.md --readme README.md

install: build
	install -d "$(DESTDIR)$(PREFIX)/bin"
	install -m 755 .build/$(CONFIGURATION)/debut "$(DESTDIR)$(PREFIX)/bin/debut"
	Scripts/install-docs.sh .build/$(CONFIGURATION)/debut "$(DESTDIR)$(PREFIX)/share"
	Scripts/install-modules.sh .build/$(CONFIGURATION) "$(DESTDIR)$(PREFIX)/lib/debut"

uninstall:
	rm -f "$(DESTDIR)$(PREFIX)/bin/debut"
	Scripts/install-docs.sh --remove "$(DESTDIR)$(PREFIX)/share"
	rm -rf "$(DESTDIR)$(PREFIX)/lib/debut/modules" "$(DESTDIR)$(PREFIX)/lib/debut/include"

clean:
	swift package clean
