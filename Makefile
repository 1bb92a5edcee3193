# What one does with Linia; `make` alone lists it.
#
# Every target works as root and as a user, on a terminal and without one, in a fresh clone: what is
# missing is fetched into target/tools or installed with apt. CARGO_TARGET_DIR and CI are respected.

target := $(or $(CARGO_TARGET_DIR),target)
programs := $(target)/debug
buf := $(target)/tools/buf/node_modules/.bin/buf
python := $(abspath $(target))/tools/kubernetes/bin/python
# Only a person may bring Cargo.lock up to date.
locked := $(if $(CI),--locked)

export PATH := $(abspath $(target)/tools/bin):$(PATH)
# Queries are compiled against what .sqlx says of the schemas; `check-queries` holds that against a
# database.
export SQLX_OFFLINE := true

.DEFAULT_GOAL := help

.PHONY: help
help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-16s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

## See it

.PHONY: demo
demo: stack ## Watch a contest from need to award; FEED=path.json imports a feed, FEED_SHIFT=days moves its dates
	@deploy/local/prepare-demo.sh
	@$(programs)/linia-demo $(if $(FEED),--feed '$(FEED)') $(if $(FEED_SHIFT),--feed-shift '$(FEED_SHIFT)')

.PHONY: up
up: stack ## Start the whole system and keep it in the background
	@$(programs)/linia-stack up --background

.PHONY: down
down: ## End the system that `up` started
	@if [ -x $(programs)/linia-stack ]; then $(programs)/linia-stack down; else echo '==> no stack is running'; fi

# The servers and all programs. The whole workspace at once, so that every crate is built once, with
# the features that the tests need too.
.PHONY: stack
stack:
	@deploy/local/prepare.sh
	cargo build $(locked) --workspace --bins

## Run it from images

# Version and commit; what is not committed is told too.
version = $(shell sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -n 1)-$(shell git describe --always --dirty --exclude '*')
services := identity challenges submissions notifications reporting
compose = LINIA_VERSION=$(version) LINIA_SECRETS=$(abspath $(target))/compose LINIA_USER=$$(cat $(target)/compose/owner) \
	docker compose --file deploy/compose.yaml

.PHONY: version
version: ## Print the tag of the images: version and commit
	@echo $(version)

# The image's times are the commit's, so that the same commit gives the same image.
committed = $(shell git log -1 --format=%ct)
labels = --label org.opencontainers.image.revision=$(shell git rev-parse HEAD) \
	--label org.opencontainers.image.created=$(shell date --utc --date=@$(committed) +%Y-%m-%dT%H:%M:%SZ) \
	$(if $(SOURCE),--label org.opencontainers.image.source=$(SOURCE))

.PHONY: images
images: ## Build the images of the five services, tagged with version and commit; SOURCE=url says where the sources are
	@for service in $(services); do \
		docker build --file deploy/Dockerfile --target $$service --build-arg LINIA_VERSION=$(version) \
			--build-arg SOURCE_DATE_EPOCH=$(committed) $(labels) \
			--tag linia-$$service:$(version) . || exit 1; done
	@deploy/images/size.sh $(foreach service,$(services),linia-$(service):$(version))

.PHONY: compose
compose: images ## Start the whole system from images, with Docker Compose
	@deploy/secrets.sh $(target)/compose
	$(compose) up --detach --wait

.PHONY: compose-down
compose-down: ## End it; its volumes stay
	$(compose) down

# A project and secrets of its own: the demo moves the clock. Both publish the same ports.
compose_demo = LINIA_VERSION=$(version) LINIA_SECRETS=$(abspath $(target))/compose-demo \
	LINIA_USER=$$(cat $(target)/compose-demo/owner) docker compose --project-name linia-demo \
	--file deploy/compose.yaml --file deploy/compose.demo.yaml

.PHONY: compose-demo
compose-demo: images ## Watch the demo in the whole system from images, new each time; it stays, to be looked at
	@deploy/local/prepare-demo.sh
	cargo build $(locked) --workspace --bin linia-demo
	@deploy/secrets.sh $(target)/compose-demo
	$(compose_demo) down --volumes
	$(compose_demo) up --detach --wait
	@$(programs)/linia-demo --compose linia-demo --secrets $(target)/compose-demo \
		$(if $(FEED),--feed '$(FEED)') $(if $(FEED_SHIFT),--feed-shift '$(FEED_SHIFT)')

.PHONY: compose-demo-down
compose-demo-down: ## End it, with its volumes
	$(compose_demo) down --volumes

## Test it

.PHONY: test
test: ## Run every test against a real Postgres and NATS; ARGS='…' goes to cargo-nextest
	@deploy/local/prepare.sh
	@deploy/local/prepare-test.sh
	cargo build $(locked) --workspace --all-targets
	$(programs)/linia-stack exec -- cargo nextest run $(locked) --workspace $(ARGS)

.PHONY: check
check: check-format check-contracts check-kubernetes check-alerts check-lints check-queries ## Check format, contracts, k8s/, alerts, lints and queries

.PHONY: check-format
check-format:
	cargo fmt --all --check

# Without npm there is no buf, which `prepare-check.sh` has said then.
.PHONY: check-contracts
check-contracts:
	@deploy/local/prepare-check.sh buf
	@if [ -x $(buf) ]; then set -x; $(buf) lint proto && $(buf) format proto --diff --exit-code; fi

# Without a recent kubectl the overlays are left out with a word.
.PHONY: check-kubernetes
check-kubernetes:
	@deploy/local/prepare-check.sh kubernetes
	@cd k8s/check && $(python) -m unittest -q
	@$(python) k8s/check/check.py

.PHONY: check-alerts
check-alerts:
	@deploy/local/prepare-check.sh kubernetes promtool
	promtool check rules deploy/observability/alerts.yaml
	$(python) k8s/check/boards.py >$(target)/boards.json
	promtool check rules $(target)/boards.json
	promtool test rules deploy/observability/alerts.test.yaml

.PHONY: check-lints
check-lints:
	cargo clippy $(locked) --workspace --all-targets -- -D warnings

.PHONY: check-queries
check-queries: queries-tools
	$(programs)/linia-stack exec -- deploy/local/queries.sh check

.PHONY: breaking
breaking: ## Compare the contracts with those of AGAINST=ref (main): nothing may break
	@deploy/local/prepare-check.sh buf
	$(buf) breaking proto --against '.git#ref=$(or $(AGAINST),main),subdir=proto'

## Work on it

.PHONY: fmt
fmt: ## Format the Rust and proto files
	@deploy/local/prepare-check.sh buf
	cargo fmt --all
	@if [ -x $(buf) ]; then set -x; $(buf) format proto --write; fi

.PHONY: sqlx
sqlx: queries-tools ## Write .sqlx again, after a change of queries or migrations
	$(programs)/linia-stack exec -- deploy/local/queries.sh prepare

.PHONY: queries-tools
queries-tools:
	@deploy/local/prepare.sh
	@deploy/local/prepare-check.sh sqlx
	cargo build $(locked) --workspace --bin linia-stack

.PHONY: contracts
contracts: ## Write proto/asyncapi.json and proto/schemas again, after a change of events
	cargo build $(locked) --workspace --bin linia-contracts
	@$(programs)/linia-contracts

.PHONY: alerts
alerts: ## Write the alerts for the Prometheus operator again, after a change of deploy/observability/alerts.yaml
	@python3 k8s/check/alerts.py

.PHONY: settings
settings: stack ## Write deploy/SETTINGS.md again, after a change of settings
	@$(programs)/linia-settings

.PHONY: clean
clean: down ## End what runs and remove everything that was built or fetched
	cargo clean

## Measure it

# Both sides of each ratio in one run, a few minutes long, with data on disk. The programs are built
# in a profile of their own, which the table names: see Cargo.toml.
.PHONY: bench
bench: ## Measure how fast it is beside the least that the same work takes; ARGS=--smoke only tries it
	@deploy/local/prepare.sh
	cargo build $(locked) --workspace --bins --profile measured
	@$(target)/measured/linia-bench $(ARGS)

## Let it fail

# The programs of `bench`.
.PHONY: herd
herd: ## Let ten times as many hand in as can be taken, in the last seconds; ARGS=--short only shows the rules
	@deploy/local/prepare.sh
	cargo build $(locked) --workspace --bins --profile measured
	@$(target)/measured/linia-herd $(ARGS)

# Programs with failpoints, which are nothing but an unread variable when no fault is played. They
# are linked aside: what `test` and `demo` run never has them, and building one does not undo the
# other, because cargo keeps both in the same directory.
.PHONY: faults
faults: ## Kill every part of the system under load and count what was lost; ARGS='--only kill' does a part
	@deploy/local/prepare.sh
	cargo build $(locked) --workspace --bins --features linia-chassis/failpoints
	@mkdir -p $(target)/faults
	@for program in identity challenges submissions notifications reporting faults; do \
		ln -f $(programs)/linia-$$program $(target)/faults/linia-$$program; done
	@$(target)/faults/linia-faults $(ARGS)

# The last revision before Linia ran on clusters: what may be found there, and worse than any release.
OLD ?= d5016c2eba24

# Between the two builds cargo links programs of the same names, so the old ones are put aside first.
.PHONY: rolling
rolling: ## Replace one replica after the other under load; OLD=revision serves first, ARGS='--calls 5' is shorter
	@deploy/local/prepare.sh
	@deploy/local/revision.sh $(OLD) $(target)/rolling
	cargo build $(locked) --workspace --bins
	@$(programs)/linia-rolling --old $(target)/rolling $(ARGS)
