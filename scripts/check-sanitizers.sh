#!/bin/bash
# Runs the kernels' tests with the address sanitizer and with the thread sanitizer: kernels work on raw memory, and on
# all threads. Takes no arguments.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# XCTest itself leaves some objects behind when it ends.
export ASAN_OPTIONS=detect_leaks=0
for sanitizer in address thread; do
    swift test --package-path Tests/Sanitizers --scratch-path ".build-$sanitizer" --sanitize="$sanitizer"
done
