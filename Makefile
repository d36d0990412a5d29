# The commands of this project. Each is a script of a few lines in scripts/.
.DEFAULT_GOAL := help
.PHONY: help run dev test test-browser check build figures soak bench setup

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## set up what is missing, then serve on http://127.0.0.1:3000 with a local model
	@scripts/run.sh

dev: ## the same, and build again whenever a file changes
	@scripts/dev.sh

test: ## all tests: of the server's side, the browser's, and in a real browser
	@scripts/test.sh

test-browser: ## only the stories that a real browser plays
	@scripts/test-browser.sh

check: ## format, lints, dependencies, layers
	@scripts/check.sh

build: ## leave dist/tollgate, one file that runs anywhere
	@scripts/build.sh

figures: ## what the ledger does in a second, and over a million charges
	@scripts/figures.sh

soak: ## the long forms of the tests of money
	@scripts/soak.sh

bench: ## what the road adds to a call, measured against the scripted provider asked directly
	@scripts/bench.sh

setup: ## only get what is missing
	@scripts/setup.sh all
