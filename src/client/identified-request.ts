import type { PlaceOrderRequest } from './requests.js';

/** An order whose idempotency key is chosen. */
export type IdentifiedRequest = PlaceOrderRequest & { readonly clientOrderId: string };

/** An order as it is sent: with its idempotency key, which all attempts share. */
export function identified(request: PlaceOrderRequest): IdentifiedRequest {
  return {
    ...request,
    // Over HTTP it may be left out. In JavaScript that is a slip, which would give a player's goods
    // away: the market refuses null, along with whatever else is wrong.
    account: request.account ?? (null as unknown as string),
    clientOrderId: request.clientOrderId ?? crypto.randomUUID(),
  };
}
