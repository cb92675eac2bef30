const assert = require('node:assert/strict');

/**
 * Trades on a local market and on a test market, with the package as the caller has loaded it.
 *
 * @param {object} loaded the entry points `main`, `local` and `testing`
 */
exports.trade = async ({ main, local, testing }) => {
  const market = await local.LocalMarket.start();
  try {
    const client = new main.MarketClient({ url: market.url });
    await tradeWith(client, () => market.settled());
    const report = await market.audit();
    assert.ok(report.ok, JSON.stringify(report.differences));
    await assertRefused(client, main);
    await assertRefused(market.client, main);
  } finally {
    await market.stop();
  }
  const test = new testing.TestMarket();
  await tradeWith(test.client, () => test.settled());
  assert.ok((await test.audit()).ok);
  await assertRefused(test.client, main);
};

async function tradeWith(client, settled) {
  const sale = { account: 'ada', material: 'wheat', quantity: 100, pricePerUnit: 10 };
  const purchase = { account: 'bob', material: 'wheat', quantity: 30, pricePerUnit: 12 };
  await client.sell(sale);
  await client.buy(purchase);
  await settled();
  const bob = await client.collect('bob', { collectionId: 'first' });
  assert.deepEqual(bob.goods, { wheat: 30 });
  assert.equal(bob.coins, 60);
  assert.equal((await client.collect('ada', { collectionId: 'first' })).coins, 300);
  assert.equal((await client.getOrderBook('wheat')).sells[0].quantity, 70);
}

/** A refusal is recognised also where it comes from another copy of the package. */
async function assertRefused(client, { isMarketError }) {
  const order = { account: 'ada', material: 'wheat', quantity: 0, pricePerUnit: 10 };
  await assert.rejects(client.sell(order), (error) => {
    assert.ok(isMarketError(error));
    assert.equal(error.code, 'VALIDATION_FAILED');
    assert.deepEqual(
      error.issues.map(({ path }) => path),
      ['quantity'],
    );
    return true;
  });
}
