# make run    the bot: a chat in the browser at http://127.0.0.1:8765, and Discord and Telegram where a token is given
# make demo   a talking cartoon from the portrait that comes with the project; the last line is its path
# make test   the tests
# make check  style, types, and who may import whom
# make neural the neural engines' packages (PyTorch: gigabytes on some machines) into .venv; their weights: toontalker weights
# make voices piper and librosa (200 MB) into .venv; the voices of piper: toontalker weights
# make learn  trains a small voice and a small listener and shows that they learned; it needs torch (gigabytes on some machines) and Debian's flite
# make clean  removes what the others made
# Each sets up what it needs in .venv by itself; only the first one takes long. PYTHON=… chooses an interpreter.

MAKEFLAGS += --no-print-directory
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready
TRAINER := $(VENV)/trainer
NEURAL := $(VENV)/neural
MORE_VOICES := $(VENV)/voices

.PHONY: run demo test check neural voices learn trainer clean
.DEFAULT_GOAL := demo

run: $(READY)
	@$(BIN)/toontalker-bot

demo: $(READY)
	@$(BIN)/toontalker demo --out demo.mp4

test: $(READY)
	@$(BIN)/python -m pytest -q --cov --cov-report=term

check: $(READY)
	@echo "ruff"; $(BIN)/ruff check --quiet .
	@echo "mypy --strict"; $(BIN)/mypy
	@echo "import contracts"; $(BIN)/lint-imports --no-logo

learn: $(TRAINER)
	@$(BIN)/python -m toontalker.speech.house.train all --small
	@$(BIN)/python -m toontalker.speech.listener.train all --small

# What the house voice is trained with; once it is there, `make test` runs the tests of the training too.
trainer: $(TRAINER)

# Once they are there, `make test` runs the tests of the neural engines too.
neural: $(NEURAL)

# The same of the voices that take much room.
voices: $(MORE_VOICES)

# Built again when what is to be installed has changed.
$(READY): pyproject.toml constraints.txt
	@set -e; \
	python=; \
	for name in $(PYTHON) python3.11 python3.12 python3; do \
	    if $$name -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 13))' >/dev/null 2>&1; then python=$$name; break; fi; \
	done; \
	if [ -z "$$python" ]; then echo "Toon-Talker needs Python 3.11 or 3.12; on Debian or Ubuntu: sudo apt-get install python3 python3-venv" >&2; exit 2; fi; \
	if ! $(BIN)/python -m pip --version >/dev/null 2>&1; then \
	    echo "Making $(VENV) with $$($$python --version)"; $$python -m venv $(VENV); \
	fi; \
	echo "Installing what the program needs into $(VENV) (only once, about 450 MB; a minute or two)"; \
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input --constraint constraints.txt --editable '.[dev]'; \
	touch $(READY)

$(TRAINER): $(READY)
	@command -v flite >/dev/null || { echo "The teacher of the house voice is missing: sudo apt-get install flite" >&2; exit 2; }
	@echo "Installing what the house voice is trained with into $(VENV)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input --constraint constraints.txt --editable '.[dev,train]'
	@touch $(TRAINER)

$(NEURAL): $(READY)
	@echo "Installing PyTorch and dlib for the neural engines into $(VENV)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input --constraint constraints.txt --editable '.[dev,neural,dlib]'
	@touch $(NEURAL)

$(MORE_VOICES): $(READY)
	@echo "Installing piper and librosa into $(VENV)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input --constraint constraints.txt --editable '.[dev,piper,librosa]'
	@touch $(MORE_VOICES)

clean:
	@rm -rf $(VENV) build dist demo.mp4 demo.poster.jpg htmlcov .coverage .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
