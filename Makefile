# What people who build and run this place type. `make run` and `make test` need git, make and
# Python 3.11; everything else they fetch, once, locked by hash.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: run test coverage lint faults bench lock theme setup setup-dev clean new-room new-system

run: setup theme  ## set everything up and serve this place (PORT, SMALLPLACES_DATA)
	$(BIN)/python -m smallplaces run

test: setup-dev theme  ## run every check and every test
	@$(BIN)/python -m tests.browser
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -n auto $(PYTEST_ARGS)

coverage: setup-dev theme  ## which branches of the rooms and engines the tests reach, templates too
	$(BIN)/python -m coverage erase
	$(BIN)/python -m coverage run -m pytest $(or $(PYTEST_ARGS),$(COVERED))
	@$(BIN)/python -m coverage report
COVERED := smallplaces/foundation smallplaces/engines smallplaces/ground smallplaces/systems tests/house

faults: setup-dev  ## break things on purpose
	$(BIN)/python -m pytest tests/faults

bench: setup-dev  ## measure against named peers: make bench NAME=search
	$(BIN)/python -m benchmarks.run $(NAME)

lint: setup-dev  ## style, types and floors
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

theme: setup  ## styles, scripts, typeface, catalogues
	$(BIN)/python -m smallplaces.site.theme

setup: .stamps/run
setup-dev: .stamps/dev

.stamps/venv:
	$(PYTHON) -m venv .venv
	@mkdir -p .stamps && touch $@

.stamps/run: .stamps/venv requirements.txt
	$(BIN)/pip install --quiet --require-hashes -r requirements.txt
	@touch $@

.stamps/dev: .stamps/run requirements-dev.txt
	$(BIN)/pip install --quiet --require-hashes -r requirements-dev.txt
	@touch $@

lock: setup-dev  ## choose versions anew and lock them by hash
	$(BIN)/uv pip compile pyproject.toml --extra meaning --group build $(LOCK) -o requirements.txt
	$(BIN)/uv pip compile pyproject.toml --extra meaning --group build --group test --group lint \
		--group bench -c requirements.txt $(LOCK) -o requirements-dev.txt
LOCK := --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header

new-room new-system:  ## make new-room NAME=gardens
	$(BIN)/python -m smallplaces manage start_room $(NAME) --floor $(if $(filter new-room,$@),ground,systems)

clean:  ## remove what was built (not the data)
	rm -rf .venv .stamps smallplaces/site/static/built smallplaces/site/theme/node_modules
