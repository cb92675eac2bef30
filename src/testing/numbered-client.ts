import { MarketClient } from '../client/market-client.js';
import type { CallOptions, PlaceOrderRequest, PlaceOrderResult } from '../client/requests.js';
import type { CollectionReceipt, Order } from '../model/market.js';

/**
 * A client that counts where another one draws random ids, so that the same calls give the same
 * ids, those of orders included.
 */
export class NumberedClient extends MarketClient {
  #orders = 0;
  #collections = 0;

  override placeOrder(request: PlaceOrderRequest, options?: CallOptions): Promise<Order> {
    return super.placeOrder(this.#numbered(request), options);
  }

  override placeOrders(
    requests: readonly PlaceOrderRequest[],
    options?: CallOptions,
  ): Promise<PlaceOrderResult[]> {
    return super.placeOrders(
      requests.map((request) => this.#numbered(request)),
      options,
    );
  }

  override collect(
    account: string,
    options: Parameters<MarketClient['collect']>[1] = {},
  ): Promise<CollectionReceipt> {
    let { collectionId } = options;
    if (collectionId === undefined) {
      this.#collections += 1;
      collectionId = uuidOf(this.#collections);
    }
    return super.collect(account, { ...options, collectionId });
  }

  #numbered(request: PlaceOrderRequest): PlaceOrderRequest {
    if (request.clientOrderId !== undefined) return request;
    this.#orders += 1;
    return { ...request, clientOrderId: uuidOf(this.#orders) };
  }
}

/** Looks like what it stands for, and like nothing that a game would make. */
function uuidOf(number: number): string {
  return `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
}
