/**
 * The way of the data: values are imported only downward (main, worker, cli -> bots -> queue -> engine -> domain), native and
 * platform libraries at one place each, and nothing imports in a circle.
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

const TOP = '^src/[^/]+\\.ts$|^src/(cli|models|ops)/';

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-orphans',
      severity: 'error',
      from: { orphan: true, pathNot: ['^src/bots/web/page/', '\\.d\\.ts$'] },
      to: {},
    },
    never('domain-imports-nothing', '^src/domain/', '^src/(?!domain/)'),
    never('engine-imports-domain-only', '^src/engine/', '^src/(?!domain/|engine/)'),
    never('queue-knows-engine-by-type', '^src/queue/', '^src/(?!domain/|queue/)'),
    never('bots-know-queue-and-domain', '^src/bots/', '^src/(?!domain/|queue/|bots/)'),
    never('nothing-imports-the-top', '^src/(domain|engine|queue|bots)/', TOP),
    {
      name: 'transports-do-not-know-each-other',
      severity: 'error',
      from: { path: '^src/bots/([^/]+)/' },
      to: { path: '^src/bots/[^/]+/', pathNot: '^src/bots/$1/' },
    },
    only('bolt', '@slack', '^src/bots/slack/'),
    only('bullmq', 'bullmq', '^src/queue/redis/tickets\\.ts$'),
    only('discord.js', '(discord\\.js|@discordjs|discord-api-types)/', '^src/bots/discord/'),
    only('h5wasm', 'h5wasm', '^src/models/hdf5\\.ts$'),
    only('ioredis', 'ioredis', '^src/queue/redis/link\\.ts$'),
    only('aws4fetch', 'aws4fetch', '^src/queue/blobs-s3\\.ts$'),
    only('sharp', 'sharp', '^src/engine/image\\.ts$'),
    onlyValues('tfjs', '@tensorflow/', '^src/engine/runtimes/tfjs/load\\.ts$'),
    only('onnxruntime', 'onnxruntime-node', '^src/engine/runtimes/onnx/session\\.ts$'),
    only('pino', 'pino(-pretty)?/', '^src/log\\.ts$'),
    only('prom-client', 'prom-client', '^src/metrics\\.ts$'),
    only('protobufjs', 'protobufjs', '^src/engine/runtimes/onnx/model\\.ts$'),
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '\\.html$|\\.css$' },
  },
};
