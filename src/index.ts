export {
  type CallOptions,
  type ListTradesRequest,
  MarketClient,
  type MarketClientOptions,
  type OneSidedOrderRequest,
  type PlaceOrderRequest,
} from './client/market-client.js';
export type { PagedList } from './client/paged-list.js';
export type { RequestOptions } from './client/request-sender.js';
export type { ApiRequest, ApiResponse, Transport } from './client/transport.js';
export { type AuditDifference, type AuditReport, auditMarket } from './engine/audit.js';
export {
  type Issue,
  isMarketError,
  MarketError,
  type MarketErrorCode,
  type MarketErrorOptions,
} from './model/errors.js';
export type * from './model/market.js';
export type { OrderRequest } from './model/request.js';
export type { MarketRules, MarketRulesInput } from './model/rules.js';
