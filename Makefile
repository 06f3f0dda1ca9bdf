# make run    set everything up on a fresh Debian machine and export the sample dataset
# make test   set up what the tests need and run them all
# make conformance  hand every layout, compression and row kind to `datasets` 5 and 3.6 (conformance-exports), every template to
#                   jinja2 (-templates), every text to every tokenizer's reference (-tokenizers), and exports to trainers with
#                   tiny models (-consumers) and to trainers' own loaders (-loaders); needs ../shared, and some hours
# make fuzz   read vocabulary files of every format cut short at each byte and with 20,000 wrong bytes (fuzz-vocabularies), and
#             give libFuzzer the parser and the interpreter of chat templates, FUZZ_RUNS times each (fuzz-templates)
# make bench  measure against the Python path, and rendering, counting and fitting by themselves; needs ../shared
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c

OUTPUT ?= out/examples
PROFILE ?= mistral-7b-instruct-v0.3
SWIFT_FLAGS ?= -Xswiftc -warnings-as-errors
# One program with Swift's own libraries in it: it runs where Swift is not installed, and faster. macOS has them in the system.
STATIC := $(if $(filter Linux,$(shell uname -s)),--static-swift-stdlib -Xswiftc -use-ld=lld)
# Unit tests run optimized, as what is shipped: vocabularies are read a few hundred times. Apart from what is shipped, as
# -enable-testing keeps what is internal.
TESTING := -c release -Xswiftc -enable-testing --scratch-path .build/tests
TRAINPACK := .build/release/trainpack
ORACLE := .venv-oracle
OLD_ORACLE := .venv-oracle-3.6
CONSUMERS := .venv-consumers
LOADERS := .venv-loaders
PARTS := .venv-parts

.PHONY: run test build packages oracle lint unit acceptance conformance conformance-exports conformance-templates conformance-tokenizers conformance-consumers conformance-loaders fuzz fuzz-vocabularies fuzz-templates bench clean

run: packages build
	$(TRAINPACK) check Examples/vignettes.jsonl --profile $(PROFILE) --context-length 512 || [ $$? -eq 1 ]
	$(TRAINPACK) export Examples/vignettes.jsonl --profile $(PROFILE) --context-length 512 --fit trim --output $(OUTPUT) --force
	$(TRAINPACK) verify $(OUTPUT)

packages:
	Tools/install-packages libarchive-dev libsentencepiece-dev libsimdjson-dev libpcre2-dev zstd xz-utils python3-venv

build: packages
	swift build -c release --product trainpack $(STATIC) $(SWIFT_FLAGS)

oracle: $(ORACLE)/ready

$(ORACLE)/ready: Tests/requirements.txt
	python3 -m venv $(ORACLE)
	$(ORACLE)/bin/pip install --quiet --disable-pip-version-check -r Tests/requirements.txt
	touch $@

lint:
	swift format lint --strict --recursive Package.swift Sources Tests Probes/Package.swift Probes/Sources/FuzzTemplate* Probes/Sources/MeasureRendering Probes/Sources/MeasurePacking

unit: packages oracle
	TRAINPACK_ORACLE_PYTHON=$(CURDIR)/$(ORACLE)/bin/python Tools/unit-tests $(TESTING) $(SWIFT_FLAGS)

acceptance: build oracle
	$(ORACLE)/bin/python Tests/Acceptance/documents.py --trainpack $(TRAINPACK) README.md Examples/README.md Documentation/formats.md
	$(TRAINPACK) vocabularies verify
	$(ORACLE)/bin/python Tests/Acceptance/tokenizers_equal_references.py --trainpack $(TRAINPACK) --sample
	$(ORACLE)/bin/python Tests/Acceptance/template_table.py --trainpack $(TRAINPACK)
	$(ORACLE)/bin/python Tests/Acceptance/template_bombs.py --trainpack $(TRAINPACK)
	$(ORACLE)/bin/python Tests/Acceptance/exports_begin_and_end.py --trainpack $(TRAINPACK) --sample --fetch
	$(ORACLE)/bin/python Tests/Acceptance/paths_of_exports.py --trainpack $(TRAINPACK)
	$(ORACLE)/bin/python Tests/Acceptance/run.py --trainpack $(TRAINPACK)

$(OLD_ORACLE)/ready:
	python3 -m venv $(OLD_ORACLE)
	$(OLD_ORACLE)/bin/pip install --quiet --disable-pip-version-check datasets==3.6.0 webdataset==1.0.2 pyyaml packaging zstandard
	touch $@

$(CONSUMERS)/ready: Tests/consumers-requirements.txt
	python3 -m venv $(CONSUMERS)
	$(CONSUMERS)/bin/pip install --quiet --disable-pip-version-check -r Tests/consumers-requirements.txt
	touch $@

# It sees the packages of the consumers.
$(LOADERS)/ready: Tests/loaders-requirements.txt $(CONSUMERS)/ready
	python3 -m venv $(LOADERS)
	$(LOADERS)/bin/pip install --quiet --disable-pip-version-check --no-deps -r Tests/loaders-requirements.txt
	realpath $(CONSUMERS)/lib/python3*/site-packages > $$(ls -d $(LOADERS)/lib/python3*/site-packages)/consumers.pth
	touch $@

$(PARTS)/ready: Benchmarks/fast-requirements.txt
	python3 -m venv $(PARTS)
	$(PARTS)/bin/pip install --quiet --disable-pip-version-check -r Benchmarks/fast-requirements.txt
	touch $@

conformance: conformance-exports conformance-templates conformance-tokenizers conformance-consumers conformance-loaders

conformance-exports: build oracle $(OLD_ORACLE)/ready $(CONSUMERS)/ready
	TRAINPACK_TRL_PYTHON=$(CONSUMERS)/bin/python $(ORACLE)/bin/python Tests/Acceptance/conformance.py --trainpack $(TRAINPACK) --whole --oracle $(OLD_ORACLE)/bin/python
	$(ORACLE)/bin/python Tests/Acceptance/fitting.py --trainpack $(TRAINPACK)
	$(ORACLE)/bin/python Tests/Acceptance/mutated_exports.py --trainpack $(TRAINPACK)
	$(ORACLE)/bin/python Tests/Acceptance/profiles_equal_oracles.py --trainpack $(TRAINPACK) --fetch

conformance-templates: build oracle
	$(ORACLE)/bin/python Tests/Acceptance/templates_equal_jinja.py --trainpack $(TRAINPACK) --whole ModelProfiles/*/*.jinja $(wildcard ../shared/data/templates/*/*.jinja)
	$(ORACLE)/bin/python Tests/Acceptance/expressions_equal_jinja.py --trainpack $(TRAINPACK) --count 20000
	$(ORACLE)/bin/python Tests/Acceptance/loss_masks_by_rule.py --trainpack $(TRAINPACK)
	$(ORACLE)/bin/python Tests/Acceptance/tagged_masks_by_class.py --trainpack $(TRAINPACK)
	$(ORACLE)/bin/python Tests/Acceptance/special_tokens_in_content.py --trainpack $(TRAINPACK) --fetch
	$(ORACLE)/bin/python Tests/Acceptance/special_tokens_in_content.py --trainpack $(TRAINPACK) --templates
	$(ORACLE)/bin/python Tests/Acceptance/exports_begin_and_end.py --trainpack $(TRAINPACK) --fetch

conformance-tokenizers: build oracle
	$(ORACLE)/bin/python Tools/vocabulary_samples.py --check
	$(ORACLE)/bin/python Tests/Acceptance/tokenizers_equal_references.py --trainpack $(TRAINPACK) --whole

# Tiny models are trained on exports by TRL and transformers; torch is some gigabytes where no CPU build of it is at hand.
conformance-consumers: build $(CONSUMERS)/ready
	$(CONSUMERS)/bin/python Tests/Acceptance/consumers.py --trainpack $(TRAINPACK)

# Axolotl's and LLaMA-Factory's own functions load exports; they need no graphics card for it.
conformance-loaders: build $(LOADERS)/ready
	$(LOADERS)/bin/python Tests/Acceptance/trainers_own_loaders.py --trainpack $(TRAINPACK)

FUZZ_RUNS ?= 10000000
# What libFuzzer instruments is built apart from what is measured.
FUZZING := Probes/.build-fuzzing
FUZZED := $(FUZZING)/found

fuzz: fuzz-vocabularies fuzz-templates

fuzz-vocabularies: packages
	TRAINPACK_FULL_SWEEP=1 swift test $(TESTING) $(SWIFT_FLAGS) --filter DamagedVocabulary

fuzz-templates: packages
	for probe in FuzzTemplateParser FuzzTemplateInterpreter; do swift build --package-path Probes --scratch-path $(FUZZING) -c release --sanitize fuzzer --product $$probe || exit 1; done
	mkdir -p $(FUZZED)/parser $(FUZZED)/interpreter $(FUZZED)/seeds
	cp ModelProfiles/*/*.jinja $(FUZZED)/seeds
	tar -xf Probes/corpus.tar.xz -C $(FUZZED)/seeds
	$(FUZZING)/release/FuzzTemplateParser -dict=Probes/template.dict -max_len=600 -timeout=5 -runs=$(FUZZ_RUNS) -artifact_prefix=$(FUZZED)/ $(FUZZED)/parser $(FUZZED)/seeds
	$(FUZZING)/release/FuzzTemplateInterpreter -dict=Probes/template.dict -max_len=600 -timeout=5 -runs=$(FUZZ_RUNS) -artifact_prefix=$(FUZZED)/ $(FUZZED)/interpreter $(FUZZED)/seeds

test: lint unit acceptance

bench: build oracle $(CONSUMERS)/ready $(PARTS)/ready
	$(ORACLE)/bin/python Benchmarks/export_against_transformers.py --trainpack $(TRAINPACK)
	$(ORACLE)/bin/python Benchmarks/export_against_parts.py --trainpack $(TRAINPACK) --parts-python $(PARTS)/bin/python --trl-python $(CONSUMERS)/bin/python
	swift run --package-path Probes -c release MeasurePacking 1000000 4096
	Benchmarks/rendering/run $(TRAINPACK)
	$(ORACLE)/bin/python Benchmarks/counting.py --trainpack $(TRAINPACK)
	$(ORACLE)/bin/python Benchmarks/long_texts.py --trainpack $(TRAINPACK)

clean:
	rm -rf .build out $(ORACLE) $(OLD_ORACLE) $(CONSUMERS) $(LOADERS) $(PARTS)
