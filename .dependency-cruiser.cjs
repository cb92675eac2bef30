/**
 * The layers of the market: arrows point down only. Each source folder lists the folders that it
 * may import, so that a new folder has to be placed before anything can use it.
 */
const TEST = '\\.(test|test-d|contract)\\.ts$|^test/';

const layers = {
  core: [],
  model: ['core'],
  deployment: ['model'],
  engine: ['core', 'model'],
  store: ['core', 'model', 'deployment', 'engine'],
  api: ['core', 'model', 'engine'],
  intake: ['core', 'model', 'deployment', 'engine', 'store', 'api'],
  matcher: ['core', 'model', 'deployment', 'engine', 'store'],
  sweeper: ['core', 'model', 'deployment', 'engine', 'store'],
  enrichment: ['core', 'model', 'deployment', 'engine', 'store'],
  client: ['core', 'model', 'deployment', 'engine', 'store', 'api'],
  testing: ['core', 'model', 'engine', 'store', 'api', 'client'],
  local: [
    'core',
    'model',
    'deployment',
    'engine',
    'store',
    'api',
    'intake',
    'matcher',
    'sweeper',
    'client',
    'testing',
  ],
  cli: ['model', 'engine', 'store', 'client', 'local'],
};

const layerRules = Object.entries(layers).map(([layer, below]) => ({
  name: `layer-${layer}`,
  comment: `src/${layer} may import only ${['itself', ...below.map((name) => `src/${name}`)].join(', ')}.`,
  severity: 'error',
  from: { path: `^src/${layer}/`, pathNot: TEST },
  to: { path: '^(src|construct|examples)/', pathNot: `^src/(${[layer, ...below].join('|')})/` },
}));

module.exports = {
  forbidden: [
    ...layerRules,
    {
      name: 'layer-known',
      comment: 'Every folder of src has a place in the layers of .dependency-cruiser.cjs.',
      severity: 'error',
      from: {
        path: '^src/[^/]+/',
        pathNot: [`^src/(${Object.keys(layers).join('|')})/`, TEST],
      },
      to: {},
    },
    {
      name: 'layer-root',
      comment: 'The main entry is what a game server loads: it never pulls in the local market.',
      severity: 'error',
      from: { path: '^src/[^/]+\\.ts$', pathNot: ['^src/cli\\.ts$', TEST] },
      to: { path: '^src/', pathNot: '^src/(core|model|deployment|engine|store|api|client)/' },
    },
    {
      name: 'layer-construct',
      comment: 'The construct knows names and sizes, no behaviour.',
      severity: 'error',
      from: { path: '^construct/', pathNot: TEST },
      to: { path: '^(src|examples)/', pathNot: '^src/(model|deployment)/' },
    },
    {
      name: 'src-not-to-outside',
      comment: 'What ships must stand without the construct, the examples and the tests.',
      severity: 'error',
      from: { path: '^(src|construct)/', pathNot: TEST },
      to: { path: '^(examples|test|scripts)/' },
    },
    {
      name: 'src-not-to-construct',
      comment: 'A game server must not install the CDK.',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^construct/|^node_modules/(aws-cdk-lib|constructs)/' },
    },
    {
      name: 'core-is-pure',
      comment: 'The core imports nothing: no package and no module of Node.',
      severity: 'error',
      from: { path: '^src/core/', pathNot: TEST },
      to: { pathNot: '^src/core/' },
    },
    {
      name: 'model-packages',
      comment: 'The model needs zod and node:crypto only.',
      severity: 'error',
      from: { path: '^src/model/', pathNot: TEST },
      to: { pathNot: ['^src/', '^node_modules/zod/', '^(node:)?crypto$'] },
    },
    {
      name: 'pure-layers-packages',
      comment: 'Names and the engine are free of packages and of Node: I/O is behind MarketStore.',
      severity: 'error',
      from: { path: '^src/(deployment|engine)/', pathNot: TEST },
      to: { pathNot: '^src/' },
    },
    {
      name: 'local-only-packages',
      comment: 'What only the local market needs must not be loaded by a game server or a handler.',
      severity: 'error',
      from: { path: '^(src|construct)/', pathNot: ['^src/(local/|cli\\.ts$)', TEST] },
      to: { path: '^node_modules/(@aws-sdk/client-dynamodb-streams|@hono/node-server)/' },
    },
    {
      name: 'no-circular',
      comment: 'A cycle has no lower layer.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-test-code',
      comment: 'Code that ships does not import tests.',
      severity: 'error',
      from: { path: '^(src|construct|examples)/', pathNot: TEST },
      to: { path: TEST },
    },
    {
      name: 'no-dev-dependencies',
      comment: 'Consumers do not install devDependencies; types alone leave no trace at run time.',
      severity: 'error',
      from: { path: '^(src|construct|examples)/', pathNot: TEST },
      to: {
        dependencyTypes: ['npm-dev'],
        dependencyTypesNot: ['npm-peer', 'npm-optional'],
        pathNot: '^node_modules/@types/',
      },
    },
    {
      name: 'no-unlisted-packages',
      comment: 'Every package that is imported is in package.json.',
      severity: 'error',
      from: {},
      to: {
        dependencyTypes: ['npm-no-pkg', 'npm-unknown'],
        // peerDependenciesMeta makes optional peers look unlisted as well.
        dependencyTypesNot: ['npm-peer'],
      },
    },
    {
      name: 'no-unresolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: '^node_modules/' },
    // Type imports are arrows too.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.json', '.d.ts'],
    },
  },
};
