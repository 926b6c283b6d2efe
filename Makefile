# make demo   invent a return with faults in it and check it, in an environment of its own
# make serve  open the browser on the same checks, and more
# make test   run the tests that need only Python, but for the longest
# make help   the rest

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
CLD := $(BIN)/cld
WHEELHOUSE_PYTHONS ?= 3.11 3.12 3.13
WINDOWS := --platform win_amd64
LINUX := --platform manylinux_2_28_x86_64 --platform manylinux_2_17_x86_64 --platform manylinux2014_x86_64

.PHONY: help demo serve test test-all check bench docs screenshots assets wheelhouse constraints clean

help:
	@echo "make demo        invent a return with faults in it and check it"
	@echo "make serve       open the browser on the pages of cld serve"
	@echo "make test        run the tests that need only Python, but for the longest"
	@echo "make test-all    run the longest, and those that need more (names what to install)"
	@echo "make check       format, lint, types, layers"
	@echo "make docs        write the generated pages under docs/ anew"
	@echo "make bench       measure speed and memory against limits and peers"
	@echo "make wheelhouse  gather what a machine without internet needs to install"
	@echo "make screenshots take pictures of every page of cld serve, with invented people"
	@echo "make assets      fetch what the pages need of nhsuk-frontend and htmx anew (needs npm)"
	@echo "make constraints pin the newest versions of everything anew"

$(VENV)/.installed: pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "opencld needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Name a newer one: make PYTHON=python3.12 …")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

$(VENV)/.serving: $(VENV)/.installed constraints-centre.txt constraints-server.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r constraints-centre.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r constraints-server.txt
	touch $@

$(VENV)/.developing: $(VENV)/.serving constraints-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r constraints-dev.txt
	touch $@

$(VENV)/.more: $(VENV)/.developing constraints-more.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r constraints-more.txt
	touch $@

demo: $(VENV)/.installed
	@rm -rf demo
	@echo "\$$ cld synth --la-code 503 --quarter 2026-03-31 --scale 0.05 --faults 0.03 --out demo"
	@$(CLD) synth --la-code 503 --quarter 2026-03-31 --scale 0.05 --faults 0.03 --out demo
	@echo "\$$ cld validate demo/503_lincolnshire_2026-03-31.csv --as-of 2026-04-20 --findings findings.csv"
	@$(CLD) validate demo/503_lincolnshire_2026-03-31.csv --as-of 2026-04-20 --findings findings.csv --fail-on never

serve: $(VENV)/.serving
	$(CLD) serve

test: $(VENV)/.developing
	$(BIN)/python -m pytest -m "not needs_more" --ignore tests/needs_more -n auto --dist loadfile

test-all: $(VENV)/.more
	$(BIN)/python -m pytest -m "needs_more"

check: $(VENV)/.developing
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

docs: $(VENV)/.developing
	$(BIN)/python docs/generate.py

bench: $(VENV)/.installed
	$(BIN)/python -m bench

screenshots: $(VENV)/.more
	$(BIN)/python -m tests.needs_more.screenshots

assets:
	$(PYTHON) vendor.py

wheelhouse: $(VENV)/.installed
	rm -rf wheelhouse && mkdir wheelhouse
	$(BIN)/python -m pip wheel --quiet --no-deps --no-build-isolation --wheel-dir wheelhouse .
	cat constraints.txt constraints-centre.txt constraints-server.txt | sed 's/ ; sys_platform == "win32"//' > wheelhouse/everything.txt
	for version in $(WHEELHOUSE_PYTHONS); do for platform in "$(WINDOWS)" "$(LINUX)"; do \
	  echo "Gathering for Python $$version,$$platform" && \
	  $(BIN)/python -m pip download --quiet --disable-pip-version-check --require-hashes --no-deps --only-binary=:all: \
	    $$platform --python-version $$version --dest wheelhouse -r wheelhouse/everything.txt || exit 1; \
	done; done
	rm wheelhouse/everything.txt
	@echo "Copy the folder wheelhouse to the other machine and run there:"
	@echo "  pip install --no-index --find-links wheelhouse opencld"

constraints: $(VENV)/.developing
	$(BIN)/python -m pip install --quiet pip-tools
	$(BIN)/python constraints.py

clean:
	rm -rf $(VENV) wheelhouse build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis findings.csv demo
