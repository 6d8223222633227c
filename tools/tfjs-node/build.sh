#!/usr/bin/env bash
# Builds the addon of @tensorflow/tfjs-node from source against the TensorFlow of a Python wheel, for machines that the addon's
# own download does not reach, and links the package into node_modules. README.md has sizes and versions.
#
#   tools/tfjs-node/build.sh [FOLDER]     default: out/tfjs-node
set -euo pipefail

TFJS_VERSION=4.22.0
HEADERS_VERSION=1.9.0
# The highest Node-API version that the package looks for (`napi_versions` in its package.json); Node 20 and later have it.
NAPI_VERSION=8
# The wheel to fetch, whichever Python runs pip: nothing of Python in it is used.
WHEEL_FOR=(--python-version 311 --platform manylinux_2_17_x86_64 --platform manylinux2014_x86_64)

tools=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$tools/../.." && pwd)
folder=${1:-$root/out/tfjs-node}

if [ "$(uname -sm)" != 'Linux x86_64' ]; then
  echo 'build.sh: the wheel is for Linux on x86_64' >&2
  exit 1
fi
for program in npm g++ python3; do
  command -v "$program" >/dev/null || { echo "build.sh: $program is missing" >&2; exit 1; }
done
python3 -m pip --version >/dev/null || exit 1

mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
package=$folder/node_modules/@tensorflow/tfjs-node
libraries=$package/deps/lib
wheel=$(mktemp -d "$folder/wheel.XXXXXX")
trap 'rm -rf "$wheel"' EXIT

# Its install script would fetch libtensorflow and a built addon, and node-gyp Node's headers.
npm install --prefix "$folder" --ignore-scripts --no-audit --no-fund --no-package-lock \
  "@tensorflow/tfjs-node@$TFJS_VERSION" "node-api-headers@$HEADERS_VERSION"

python3 -m pip download --quiet --no-deps --only-binary=:all: --require-hashes "${WHEEL_FOR[@]}" \
  --dest "$wheel" --requirement "$tools/requirements.txt"
python3 - "$wheel" <<'PYTHON'
import glob, sys, zipfile

folder = sys.argv[1]
headers = tuple(f'tensorflow/include/tensorflow/{part}/' for part in ('c', 'core/platform', 'tsl'))
with zipfile.ZipFile(glob.glob(f'{folder}/*.whl')[0]) as wheel:
    libraries = [f'tensorflow/libtensorflow_{part}.so.2' for part in ('cc', 'framework')]
    wheel.extractall(folder, libraries + [name for name in wheel.namelist() if name.startswith(headers)])
PYTHON
mkdir -p "$libraries" "$package/lib/napi-v$NAPI_VERSION"
mv -f "$wheel"/tensorflow/libtensorflow_*.so.2 "$libraries"

# As binding.gyp does it.
g++ -O2 -std=c++17 -fPIC -shared -DNAPI_VERSION=$NAPI_VERSION \
  -I "$folder/node_modules/node-api-headers/include" -I "$wheel/tensorflow/include" \
  -o "$package/lib/napi-v$NAPI_VERSION/tfjs_binding.node" "$package"/binding/*.cc \
  -L "$libraries" -l:libtensorflow_cc.so.2 -l:libtensorflow_framework.so.2 -Wl,-rpath,'$ORIGIN/../../deps/lib'

link=$root/node_modules/@tensorflow/tfjs-node
if [ -e "$link" ] && [ ! -L "$link" ]; then
  echo "build.sh: $link is installed otherwise; the one built is in $package" >&2
  exit 1
fi
mkdir -p "$(dirname "$link")"
ln -sfn "$package" "$link"
cd "$root"
TF_CPP_MIN_LOG_LEVEL=1 node --eval "
  const tf = require('@tensorflow/tfjs-node');
  console.log('@tensorflow/tfjs-node', tf.version['tfjs-node'], 'on TensorFlow', tf.backend().binding.TF_Version);
"
