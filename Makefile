# make            builds bin/unpw
# make demo       builds it and rehearses the sample estate: no account, nothing touched
# make test       all tests
# make help       the rest

GO      ?= go
BIN     := bin
TOOLS   := $(BIN)/tools
VERSION := $(shell git describe --tags --always --dirty 2>/dev/null)
LDFLAGS := -s -w -X main.version=$(VERSION)

# Built from the module proxy, outside of go.mod; a few minutes, once a version.
LINT_VERSION := v2.15.0
LINT         := $(TOOLS)/golangci-lint-$(LINT_VERSION)

FUZZTIME ?= 10s

.PHONY: build
build: ## bin/unpw
	CGO_ENABLED=0 $(GO) build -trimpath -ldflags '$(LDFLAGS)' -o $(BIN)/unpw ./cmd/unpw

.PHONY: demo
demo: build ## rehearse the sample estate
	$(BIN)/unpw rehearse

.PHONY: test
test: ## all tests
	$(GO) test -count=1 ./...

# Left out: format, which starts no goroutine, and scripts of commands that start
# none and take long under the detector.
.PHONY: race
race: ## the short tests, with the race detector (needs a C compiler)
	CGO_ENABLED=1 $(GO) test -race -short -count=1 -timeout 20m -skip "Linear|Hostile|BoundedTime|TestScripts/^(recipes|template|app_|keys|explain|usage|completion|colour|version)" $$($(GO) list ./... | grep -v /migrate/format$$)

.PHONY: lint
lint: $(LINT) ## gofmt, go vet and golangci-lint
	@unformatted=$$(gofmt -l .); if [ -n "$$unformatted" ]; then echo "run make fmt:"; echo "$$unformatted"; exit 1; fi
	$(GO) vet ./...
	$(LINT) run ./...

.PHONY: fmt
fmt: ## format the code
	gofmt -w .

.PHONY: tools
tools: $(LINT) ## the linter, into bin/tools

$(LINT):
	@mkdir -p $(TOOLS)
	GOBIN=$(abspath $(TOOLS)) $(GO) install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(LINT_VERSION)
	mv $(TOOLS)/golangci-lint $@

.PHONY: docs
docs: ## the pages of docs/ that are made from code and data
	$(GO) generate ./cmd/internal/docgen

.PHONY: crash
crash: ## kill apply at a thousand moments, and recover
	UNPW_CRASH_RUNS=1000 $(GO) test -count=1 -run TestKill ./migrate/apply

.PHONY: speed
speed: ## scan fifty thousand files
	UNPW_SPEED=1 $(GO) test -count=1 -v -run TestScanSpeed ./migrate/scan

.PHONY: bulk
bulk: ## write a thousand apps as metadata
	UNPW_BULK=1 $(GO) test -count=1 -v -run 'TestBulk$$' ./migrate/metadata ./migrate

.PHONY: bench
bench: ## measure every format, into docs/formats.md
	UNPW_BENCH=1 $(GO) test -count=1 -v -run TestSpeedTable -timeout 20m ./migrate/format

CORPUS ?= ../shared/corpus

.PHONY: corpus
corpus: ## measure the recipes on files of public repositories (CORPUS, not part of the project)
	UNPW_CORPUS=$(abspath $(CORPUS)) $(GO) test -count=1 -v -run 'TestCorpus|TestMeter' ./migrate

.PHONY: conformance
conformance: ## Salesforce's own tools read the metadata, real clients log in (needs npm)
	.ci/conformance.sh
	.ci/clients.sh

# One package a line, and in it one target a run: go test fuzzes one at a time.
.PHONY: fuzz
fuzz: ## every fuzz target for FUZZTIME (10s)
	@set -e; for dir in $$($(GO) list -f '{{.Dir}}' ./...); do \
	  for target in $$(grep -hoE '^func Fuzz[A-Za-z0-9_]+' "$$dir"/*_test.go 2>/dev/null | sed 's/^func //' | sort -u); do \
	    echo "$$target ($${dir#$(CURDIR)/})"; \
	    (cd "$$dir" && $(GO) test -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZTIME) .); \
	  done; \
	done

.PHONY: clean
clean: ## remove bin/
	rm -rf $(BIN)

.PHONY: help
help: ## what can be made
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sort | awk -F ':.*## ' '{printf "%-12s %s\n", $$1, $$2}'
