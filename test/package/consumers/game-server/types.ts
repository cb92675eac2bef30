// Compiled only, by consumers' TypeScript settings, as an ESM and as a CommonJS module.
import {
  type AuditReport,
  auditMarket,
  isMarketError,
  MarketClient,
  type MarketErrorCode,
  type Order,
} from 'material-market';
import { LocalMarket } from 'material-market/local';
import { TestMarket } from 'material-market/testing';

export async function sellWheat(market: MarketClient): Promise<Order> {
  const order = { account: 'ada', material: 'wheat', quantity: 100, pricePerUnit: 10 };
  // @ts-expect-error an order belongs to someone
  await market.sell({ material: 'wheat', quantity: 100, pricePerUnit: 10 });
  // @ts-expect-error the type is one of two words
  await market.placeOrder({ ...order, type: 'sell' });
  return market.placeOrder({ ...order, type: 'Sell', timeInForce: 'GTC' });
}

export async function openQuantity(market: MarketClient, signal?: AbortSignal): Promise<number> {
  let sum = 0;
  for await (const order of market.listOrders({ account: 'ada' }, { signal })) {
    sum += order.remainingQuantity;
  }
  return sum;
}

export async function codeOf(call: Promise<unknown>): Promise<MarketErrorCode | undefined> {
  const error: unknown = await call.catch((caught: unknown) => caught);
  return isMarketError(error) ? error.code : undefined;
}

export async function trial(): Promise<AuditReport> {
  const local: LocalMarket = await LocalMarket.start({ rules: { saleFeeBasisPoints: 250 } });
  const test: TestMarket = new TestMarket({ rules: { saleFeeBasisPoints: 250 } });
  await sellWheat(new MarketClient({ url: local.url }));
  await sellWheat(test.client);
  await local.stop();
  return test.audit();
}

export const audit: Promise<AuditReport> = auditMarket({
  tables: { orders: 'orders', ledger: 'ledger' },
});
