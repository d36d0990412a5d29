# The commands of this project. Each is a script of a few lines in scripts/.
.DEFAULT_GOAL := help
.PHONY: help run dev test check build setup

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## set up what is missing, then serve on http://127.0.0.1:3000 with a local model
	@scripts/run.sh

dev: ## the same, and build again whenever a file changes
	@scripts/dev.sh

test: ## all tests: server, browser side, and a real browser
	@scripts/test.sh

check: ## format, lints, dependencies, layers
	@scripts/check.sh

build: ## leave dist/tollgate, one file that runs anywhere
	@scripts/build.sh

setup: ## only get what is missing
	@scripts/setup.sh all
