#!/bin/sh
# Audits rendered manifests with Checkov, in an environment of its own (.venv-audit): checkov.sh FILE_OR_DIRECTORY
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
environment=$here/../../.venv-audit
manifests=${1:?name a file or a directory of rendered manifests}

if [ ! -x "$environment/bin/checkov" ]; then
    "${PYTHON:-python3}" -m venv "$environment"
    "$environment/bin/python" -m pip --quiet --disable-pip-version-check install 'checkov>=3.3,<4'
fi

if [ -d "$manifests" ]; then
    set -- --directory "$manifests"
else
    set -- --file "$manifests"
fi
exec "$environment/bin/checkov" --config-file "$here/checkov.yaml" "$@"
