#!/bin/sh
# make.sh: the compressed inputs of the byte source tests.
set -e
for line in $(seq 1 2000); do printf '{"line": %d, "text": "A patient with fever and number %d."}\n' "$line" "$((line * 7919 % 1000))"; done > text
gzip -9nc text > text.gz
zstd -q -19 --check -c text > text.zst
xz -9c text > text.xz
head -n 700 text | gzip -nc > two-members.gz
tail -n 1300 text | gzip -nc >> two-members.gz
head -n 700 text | zstd -q -c > two-frames.zst
tail -n 1300 text | zstd -q -c >> two-frames.zst
head -n 700 text | xz -c > two-streams.xz
tail -n 1300 text | xz -c >> two-streams.xz
: | gzip -nc > empty.gz
: | zstd -q -c > empty.zst
: | xz -c > empty.xz
head -c 20000000 /dev/zero | gzip -9nc > zeros.gz
head -c 20000000 /dev/zero | zstd -q -19 -c > zeros.zst
head -c 20000000 /dev/zero | xz -9c > zeros.xz
gzip -9nc text.gz > gz-in.gz
gzip -9nc text.zst > zst-in.gz
zstd -q -19 -c text.gz > gz-in.zst
zstd -q -19 -c text.zst > zst-in.zst
xz -c text.xz > xz-in.xz
rm text
