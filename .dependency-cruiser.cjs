/**
 * Values are imported only downward (bin -> cli -> app -> bots -> queue -> domain -> words, lib; app -> engine -> domain), native and
 * platform libraries at one place each, and nothing imports in a circle,
 * types included.
 */
const only = (name, library, ...places) => ({
  name: `one-place-for-${name}`,
  severity: 'error',
  from: { path: '^src/', pathNot: places },
  to: { path: `node_modules/${library}` },
});

/** The same for a library that need not be installed: it is found by its name as well, and types may be looked at. */
const onlyValues = (name, library, ...places) => ({
  ...only(name, library, ...places),
  to: { path: `(^|node_modules/)${library}`, dependencyTypesNot: ['type-only'] },
});

/** `from` may not import values from `to`; types may be looked at. */
const never = (name, from, to) => ({
  name,
  severity: 'error',
  from: { path: from },
  to: { path: to, dependencyTypesNot: ['type-only'] },
});

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-orphans',
      severity: 'error',
      from: { orphan: true, pathNot: ['^src/bots/web/page/', '\\.d\\.ts$'] },
      to: {},
    },
    never('lib-imports-nothing', '^src/lib/', '^src/(?!lib/)'),
    never('words-import-nothing', '^src/words/', '^src/(?!words/)'),
    never('domain-imports-words-and-lib', '^src/domain/', '^src/(?!(domain|words|lib)/)'),
    never('engine-imports-domain-only', '^src/engine/', '^src/(?!(domain|engine|words|lib)/)'),
    never('queue-knows-engine-by-type', '^src/queue/', '^src/(?!(domain|queue|words|lib)/)'),
    never('bots-know-queue-and-domain', '^src/bots/', '^src/(?!(domain|queue|bots|words|lib)/)'),
    never('config-knows-no-program', '^src/config/', '^src/(bots|cli|app|bin)/'),
    never('observability-knows-bots-by-type', '^src/observability/', '^src/(bots|config|cli|app|bin)/'),
    never('app-knows-no-command-line', '^src/app/', '^src/(cli|bin)/'),
    never('nothing-imports-an-entry', '^src/(?!bin/)', '^src/bin/'),
    {
      name: 'transports-do-not-know-each-other',
      severity: 'error',
      from: { path: '^src/bots/(discord|slack|web)/' },
      to: { path: '^src/bots/(discord|slack|web)/', pathNot: '^src/bots/$1/' },
    },
    only('bolt', '@slack', '^src/bots/slack/'),
    only('bullmq', 'bullmq', '^src/queue/redis/tickets\\.ts$'),
    only('discord.js', '(discord\\.js|@discordjs|discord-api-types)/', '^src/bots/discord/'),
    only('i18next', 'i18next', '^src/words/words\\.ts$'),
    only('h5wasm', 'h5wasm', '^src/cli/models/hdf5\\.ts$'),
    only('ioredis', 'ioredis', '^src/queue/redis/redis-connection\\.ts$'),
    only('client-zip', 'client-zip', '^src/bots/web/server/picture-archive\\.ts$'),
    only('aws4fetch', 'aws4fetch', '^src/queue/storage/blobs-s3\\.ts$'),
    only('sharp', 'sharp', '^src/engine/images/sharp\\.ts$'),
    onlyValues('tfjs', '@tensorflow/', '^src/engine/runtimes/tfjs/load\\.ts$'),
    only('libheif', 'libheif-js', '^src/engine/images/heic\\.ts$'),
    only('onnxruntime', 'onnxruntime-node', '^src/engine/runtimes/onnx/onnx-session\\.ts$'),
    only('pino', 'pino(-pretty)?/', '^src/observability/logger\\.ts$'),
    only('prom-client', 'prom-client', '^src/observability/metrics\\.ts$'),
    only('protobufjs', 'protobufjs', '^src/engine/runtimes/onnx/model\\.ts$'),
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '\\.html$|\\.css$' },
  },
};
