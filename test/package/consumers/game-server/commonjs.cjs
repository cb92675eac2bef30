const assert = require('node:assert/strict');
const main = require('material-market');
const local = require('material-market/local');
const testing = require('material-market/testing');
const { trade } = require('./trade.cjs');

assert.equal(require('material-market/openapi.json').info.version, version());

trade({ main, local, testing }).then(
  () => console.log('traded'),
  (error) => {
    console.error(error);
    process.exitCode = 1;
  },
);

function version() {
  return require('material-market/package.json').version;
}
