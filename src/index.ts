/**
 * The client for the game's servers, and the words of the market: orders, trades, errors, events.
 *
 * @module material-market
 */

export type { OperationId } from './api/routes.js';
export { type AuditOptions, auditMarket } from './client/audit.js';
export { MarketClient } from './client/market-client.js';
export type { MarketReads } from './client/market-reads.js';
export type { ClientSettings, Environment, MarketClientOptions } from './client/options.js';
export type { PagedList } from './client/paged-list.js';
export { parseMarketEvent } from './client/parse-market-event.js';
export { type RepairOptions, repairMarket } from './client/repair.js';
export type * from './client/requests.js';
export type { CallAttempt, RequestOptions } from './client/sending/request-sender.js';
export { type HttpRequest, httpRequestOf } from './client/transport/http-request.js';
export { HttpTransport, type HttpTransportOptions } from './client/transport/http-transport.js';
export {
  LambdaTransport,
  type LambdaTransportOptions,
} from './client/transport/lambda-transport.js';
export { TableTransport, type TableTransportOptions } from './client/transport/table-transport.js';
export type { ApiRequest, ApiResponse, Transport } from './client/transport/transport.js';
export type { AuditDifference, AuditProgress, AuditReport } from './engine/audit.js';
export type { RepairedMatching, RepairFinding, RepairReport } from './engine/repair/repair.js';
export {
  type Issue,
  isMarketError,
  MarketError,
  type MarketErrorCode,
  type MarketErrorOptions,
} from './model/errors.js';
export { type Escrow, escrowOf } from './model/escrow.js';
export type * from './model/market.js';
export type {
  AccountCreditedEvent,
  MarketEvent,
  OrderAcceptedEvent,
  OrderClosedEvent,
  TradesExecutedEvent,
} from './model/market-event.js';
export { type OrderRequest, parseOrderRequest, type ValidOrderRequest } from './model/request.js';
export type { MarketRules, MarketRulesInput } from './model/rules.js';
