// A process that loads the package as ESM and as CommonJS, as happens through a dependency.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import * as esm from 'material-market';
import * as esmTesting from 'material-market/testing';

const require = createRequire(import.meta.url);
const commonjs = require('material-market');
const commonjsTesting = require('material-market/testing');

assert.notEqual(esm.MarketError, commonjs.MarketError, 'there are two copies');
const invalid = { account: 'ada', material: 'wheat', quantity: 0, pricePerUnit: 10 };
for (const { TestMarket } of [esmTesting, commonjsTesting]) {
  const error = await new TestMarket().client.sell(invalid).catch((caught) => caught);
  for (const { isMarketError } of [esm, commonjs]) {
    assert.ok(isMarketError(error));
    assert.equal(error.code, 'VALIDATION_FAILED');
  }
}
for (const { isMarketError } of [esm, commonjs]) {
  for (const { MarketError } of [esm, commonjs]) {
    assert.ok(isMarketError(new MarketError('CONTENTION', 'made by either copy')));
  }
  assert.ok(!isMarketError(new Error('another one')));
}
console.log('recognised');
