# Atelier as a container; docs/how-to/docker.md tells how it is run. `docker build -t atelier .` makes the last stage, cpu; --target gpu the
# one for NVIDIA cards. test/docker.test.ts replays every step of cpu but npm ci, since CI has no container engine.

# Node 22 is supported until April 2027; the tests run on Debian 12 as well.
ARG NODE_IMAGE=node:22.23.3-bookworm-slim
# cuda: ONNX Runtime's CUDA provider. tfjs: @tensorflow/tfjs-node-gpu. They need different CUDAs, so an image has one of them.
ARG GPU_RUNTIME=cuda
# The default GPU package of ONNX Runtime 1.30 is built for CUDA 13 and cuDNN 9 (CUDA 12 is deprecated since its release 1.27).
ARG CUDA_IMAGE=nvidia/cuda:13.2.1-cudnn-runtime-ubuntu24.04
# tfjs-node-gpu 4.22 loads libtensorflow 2.9.1, made with CUDA 11.2 and cuDNN 8.1; any later CUDA 11 and cuDNN 8 fit as well.
ARG CUDA_11_IMAGE=nvidia/cuda:11.8.0-cudnn8-runtime-ubuntu22.04

# What is installed changes seldom: it comes before the sources.
FROM ${NODE_IMAGE} AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# Without install scripts, by .npmrc.
RUN npm ci --no-audit --no-fund

FROM dependencies AS build
COPY build.js ./
COPY src src
RUN node build.js

FROM dependencies AS modules
RUN npm prune --omit=dev --no-audit --no-fund
# onnxruntime-node carries the libraries of five platforms; 230 MB of them are of no use here.
RUN find node_modules/onnxruntime-node/bin -mindepth 3 -maxdepth 3 ! -path "*/linux/$(node -p process.arch)" -exec rm -r {} +

# What the images have in common.
FROM scratch AS app
WORKDIR /app
COPY package.json README.md LICENSE ./
COPY config config
COPY models models
COPY --from=build /app/dist dist

FROM modules AS modules-cuda
# From nuget.org, 200 MB or so.
RUN node node_modules/onnxruntime-node/script/install.js --onnxruntime-node-install

FROM modules AS modules-tfjs
RUN npm install --no-save --omit=dev --no-audit --no-fund @tensorflow/tfjs-node-gpu@4.22.0
WORKDIR /app/node_modules/@tensorflow/tfjs-node-gpu
# Its own install step: libtensorflow and the binding, from storage.googleapis.com, 400 MB or so.
RUN PATH="/app/node_modules/.bin:$PATH" node scripts/install.js gpu download

FROM modules-${GPU_RUNTIME} AS modules-gpu

FROM ${CUDA_IMAGE} AS base-cuda
FROM ${CUDA_11_IMAGE} AS base-tfjs

FROM base-${GPU_RUNTIME} AS gpu
# The grace fits the 10 s that `docker stop` waits. Kernels that are compiled for a newer card than the libraries know are kept in /tmp.
ENV NODE_ENV=production HOST=0.0.0.0 PUBLIC_HOST=0.0.0.0 DATA_DIR=/data MODELS_DIR=/models SHUTDOWN_GRACE=5 CUDA_CACHE_PATH=/tmp/cuda
WORKDIR /app
RUN install -d -o 10001 -g 10001 /data /models
COPY --from=dependencies /usr/local/bin/node /usr/local/bin/node
COPY --from=modules-gpu /app/node_modules node_modules
COPY --from=app /app ./
# The CUDA provider, where there is one, finds all that it was linked to in this base, but for the host's driver; else the build ends here.
RUN ! ldd node_modules/onnxruntime-node/bin/napi-v6/linux/x64/libonnxruntime_providers_cuda.so | grep 'not found' | grep -v libcuda.so
USER 10001:10001
EXPOSE 8080 8081
HEALTHCHECK --interval=15s --timeout=10s --start-period=30s CMD ["node", "dist/bin/healthcheck.js"]
# NVIDIA's entry point prints a page of text first.
ENTRYPOINT []
CMD ["node", "dist/bin/bot.js"]

FROM ${NODE_IMAGE} AS cpu
# The grace fits the 10 s that `docker stop` waits.
ENV NODE_ENV=production HOST=0.0.0.0 PUBLIC_HOST=0.0.0.0 DATA_DIR=/data MODELS_DIR=/models SHUTDOWN_GRACE=5
WORKDIR /app
RUN install -d -o 10001 -g 10001 /data /models
COPY --from=modules /app/node_modules node_modules
COPY --from=app /app ./
USER 10001:10001
EXPOSE 8080 8081
HEALTHCHECK --interval=15s --timeout=10s --start-period=30s CMD ["node", "dist/bin/healthcheck.js"]
ENTRYPOINT []
CMD ["node", "dist/bin/bot.js"]
