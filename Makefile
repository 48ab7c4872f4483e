# The two commands of this project. `make help` says what they need.
SHELL := bash
TARGET := $(or $(CARGO_TARGET_DIR),target)

.PHONY: help demo test check prepare

help:
	@echo 'make demo     build, start a farm of one machine, render examples/fractal on it'
	@echo 'make test     everything that has to pass (PostgreSQL included)'
	@echo 'make check    the quick part of it: format, lints, Rust tests'
	@echo 'make prepare  the environments of the stock clients, in conformance/.clients'
	@echo
	@echo 'Needed: Rust (see rust-version in Cargo.toml), Python 3.11 with venv, a C compiler;'
	@echo 'for make test also PostgreSQL and Node.js, which it installs on Debian if it may.'

demo:
	scripts/debian-packages python3-venv
	cargo build --release --locked -p callsheet
	scripts/demo $(TARGET)/release/callsheet

test:
	scripts/test

check:
	scripts/test format lints rust

prepare:
	conformance/prepare
