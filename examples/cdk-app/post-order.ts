/** Two players trade on the deployed market: ada sells wheat, and ben buys some of it. */
import { randomUUID } from 'node:crypto';
import { MarketClient } from 'material-market';

const market = MarketClient.fromEnvironment();

const sell = await market.sell({
  account: 'ada',
  material: 'wheat',
  quantity: 100,
  pricePerUnit: 10,
});
console.log(`ada sells:  order ${sell.orderId} is ${sell.status}`);

const buy = await market.buy({ account: 'ben', material: 'wheat', quantity: 40, pricePerUnit: 12 });
const filled = await market.waitForOrder(buy.orderId, { timeout: 60_000 });
console.log(`ben buys:   order ${filled.orderId} is ${filled.status}`);

for (const account of ['ada', 'ben']) {
  // A game keeps the id with what it hands to the player, so that it can ask again after a crash.
  const receipt = await market.collect(account, { collectionId: randomUUID() });
  console.log(`${account} collects ${receipt.coins} coins and ${JSON.stringify(receipt.goods)}`);
}

const { quantity, remainingQuantity } = await market.getOrder(sell.orderId);
console.log(`ada still offers ${remainingQuantity} of ${quantity} wheat`);
